import { openStore } from '@board/storage';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { ErrorFilter } from './error.filter.js';
import { ErrorPages } from './error-pages.service.js';
import { KeyCheckService } from './key-check.service.js';
import { LanguageController } from './language.controller.js';
import { LastCall } from './last-call.service.js';
import { STORE } from '../files/store.token.js';
import { ProxyWatch } from './proxy-watch.service.js';
import { RobotsController } from './robots.controller.js';
import { requestMetrics } from './request.metrics.js';
import { Visitors } from './visitors.service.js';

@Module({})
export class HttpModule {
  /** What every part of the gateway needs: its configuration, the store, who asks, and answers to errors. */
  static with(config: GatewayConfig): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      controllers: [LanguageController, RobotsController],
      providers: [
        { provide: GATEWAY_CONFIG, useValue: config },
        { provide: STORE, useFactory: () => openStore(config) },
        { provide: APP_FILTER, useClass: ErrorFilter },
        ErrorPages,
        KeyCheckService,
        LastCall,
        ProxyWatch,
        Visitors,
        ...requestMetrics,
      ],
      exports: [GATEWAY_CONFIG, STORE, ErrorPages, Visitors],
    };
  }
}
