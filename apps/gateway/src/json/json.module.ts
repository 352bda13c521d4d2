import { Module } from '@nestjs/common';
import { JsonController } from './json.controller.js';
import { Twins } from './twins.service.js';

@Module({ controllers: [JsonController], providers: [Twins] })
export class JsonModule {}
