import { Module } from '@nestjs/common';
import { GetKnownFilesHandler } from './get-known-files.handler.js';
import { PurgeFileHandler } from './purge-file.handler.js';
import { UnbanFileHandler } from './unban-file.handler.js';

@Module({ controllers: [GetKnownFilesHandler, PurgeFileHandler, UnbanFileHandler] })
export class FilesModule {}
