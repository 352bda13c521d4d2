import { type DynamicModule, Module } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';

@Module({})
export class HttpModule {
  /** What every part of the gateway needs of HTTP, and its configuration. */
  static with(config: GatewayConfig): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      providers: [{ provide: GATEWAY_CONFIG, useValue: config }],
      exports: [GATEWAY_CONFIG],
    };
  }
}
