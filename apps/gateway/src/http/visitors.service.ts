import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { type Address, clientAddress, cloakOf, householdOf } from './client-address.js';

/** Who is asking. Nothing of what this tells may be logged. */
@Injectable()
export class Visitors {
  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {}

  /** The poster's cloak (32 hex digits), which is all that other services learn. */
  cloakOf(request: IncomingMessage): string {
    return cloakOf(this.addressOf(request), this.config.CLOAK_KEY);
  }

  /** What counts as one visitor for bounds in memory: the address, or the /64 of an IPv6 one. */
  householdOf(request: IncomingMessage): string {
    return householdOf(this.addressOf(request));
  }

  private addressOf(request: IncomingMessage): Address {
    const header = request.headers['x-forwarded-for'];
    const hops = (Array.isArray(header) ? header.join(',') : header)?.split(',') ?? [];
    // Who may open the socket is our proxy, so whom it names is who came to it.
    const peer = this.config.HTTP_SOCKET === undefined ? request.socket.remoteAddress : hops.pop();
    return clientAddress(peer, hops.join(','), this.config.TRUSTED_PROXIES);
  }
}
