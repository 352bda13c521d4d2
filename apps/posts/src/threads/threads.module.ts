import { Module } from '@nestjs/common';
import { GetThreadChangesHandler } from './get-thread-changes.handler.js';
import { LockThreadHandler } from './lock-thread.handler.js';

@Module({ controllers: [GetThreadChangesHandler, LockThreadHandler] })
export class ThreadsModule {}
