import { Global, Module } from '@nestjs/common';
import { Look } from './look.service.js';

@Global()
@Module({ providers: [Look], exports: [Look] })
export class LookModule {}
