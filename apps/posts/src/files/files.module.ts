import { Module } from '@nestjs/common';
import { GetKnownFilesHandler } from './get-known-files.handler.js';

@Module({ controllers: [GetKnownFilesHandler] })
export class FilesModule {}
