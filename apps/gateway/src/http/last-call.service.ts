import { Server } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';

/** The part of the grace period that requests in hand have; the rest is for cleaning up after those that are cut. */
const SHARE = 0.7;

/** Ends what does not end by itself when the gateway stops: uploads that trickle in, downloads that nobody reads. */
@Injectable()
export class LastCall implements OnModuleDestroy {
  constructor(
    private readonly adapter: HttpAdapterHost,
    @Inject(GATEWAY_CONFIG) private readonly config: Pick<GatewayConfig, 'SHUTDOWN_GRACE_MS'>,
  ) {}

  onModuleDestroy(): void {
    const server: unknown = this.adapter.httpAdapter.getHttpServer();
    if (!(server instanceof Server)) throw new TypeError('The gateway serves HTTP by node:http');
    setTimeout(() => server.closeAllConnections(), this.config.SHUTDOWN_GRACE_MS * SHARE).unref();
  }
}
