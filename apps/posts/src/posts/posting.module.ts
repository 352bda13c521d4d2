import { Module } from '@nestjs/common';
import { AdmitPostHandler } from './admit-post.handler.js';
import { CreatePostHandler } from './create-post.handler.js';
import { DeletePostHandler } from './delete-post.handler.js';
import { PurgePostHandler } from './purge-post.handler.js';

@Module({ controllers: [AdmitPostHandler, CreatePostHandler, DeletePostHandler, PurgePostHandler] })
export class PostingModule {}
