import { Module } from '@nestjs/common';
import { PagesModule } from '../pages/pages.module.js';
import { JsonController } from './json.controller.js';
import { Twins } from './twins.service.js';

@Module({ imports: [PagesModule], controllers: [JsonController], providers: [Twins] })
export class JsonModule {}
