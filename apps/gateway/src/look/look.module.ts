import { Global, Module } from '@nestjs/common';
import { AssetsController } from './assets.controller.js';
import { Assets } from './assets.service.js';
import { Look } from './look.service.js';

@Global()
@Module({ controllers: [AssetsController], providers: [Assets, Look], exports: [Look] })
export class LookModule {}
