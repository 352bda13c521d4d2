import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { forwardedForFault, originFault, type Passed, schemeFault } from './proxy-faults.js';

type Fault = (passed: Passed, config: GatewayConfig) => string | undefined;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Tells the operator what requests show to be set wrong between a proxy and the gateway, each kind now and then. */
@Injectable()
export class ProxyWatch {
  private readonly log = new Logger(ProxyWatch.name);
  private readonly quietUntil = new Map<Fault, number>();

  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {}

  /** Looks at a request that came. */
  look(request: IncomingMessage): void {
    this.tell(forwardedForFault, request, HOUR_MS);
    this.tell(schemeFault, request, HOUR_MS);
  }

  /** Looks at a form that was refused as sent from another site. */
  lookAtRefused(request: IncomingMessage): void {
    this.tell(originFault, request, MINUTE_MS);
  }

  private tell(fault: Fault, { headers, socket }: IncomingMessage, quietMs: number): void {
    const now = performance.now();
    if ((this.quietUntil.get(fault) ?? 0) > now) return;
    const sentence = fault({ headers, peer: socket.remoteAddress }, this.config);
    if (sentence === undefined) return;
    this.quietUntil.set(fault, now + quietMs);
    this.log.warn(sentence);
  }
}
