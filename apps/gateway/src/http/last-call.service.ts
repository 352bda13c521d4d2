import { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';

/** The part of the grace period that requests in hand have; the rest is for cleaning up after those that are cut. */
const SHARE = 0.7;

/**
 * Ends what does not end by itself when the gateway stops: uploads that trickle in, downloads that nobody reads, and
 * connections that browsers have opened for later and never used, which count as busy to Node.
 */
@Injectable()
export class LastCall implements OnModuleInit, OnModuleDestroy {
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly adapter: HttpAdapterHost,
    @Inject(GATEWAY_CONFIG) private readonly config: Pick<GatewayConfig, 'SHUTDOWN_GRACE_MS'>,
  ) {}

  onModuleInit(): void {
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  onModuleDestroy(): void {
    const { server } = this;
    for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
    setTimeout(() => server.closeAllConnections(), this.config.SHUTDOWN_GRACE_MS * SHARE).unref();
  }

  private get server(): Server {
    const server: unknown = this.adapter.httpAdapter.getHttpServer();
    if (!(server instanceof Server)) throw new TypeError('The gateway serves HTTP by node:http');
    return server;
  }
}
