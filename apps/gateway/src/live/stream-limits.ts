import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';

/** How many streams are open, together and for each visitor. */
@Injectable()
export class StreamLimits {
  private readonly perVisitor = new Map<string, number>();
  private open = 0;

  constructor(
    @Inject(GATEWAY_CONFIG)
    private readonly config: Pick<GatewayConfig, 'STREAMS_MAX' | 'STREAMS_PER_ADDRESS'>,
  ) {}

  /** Takes a place for a visitor and returns the way to give it back; undefined when there is none. */
  take(visitor: string): (() => void) | undefined {
    const taken = this.perVisitor.get(visitor) ?? 0;
    if (this.open >= this.config.STREAMS_MAX || taken >= this.config.STREAMS_PER_ADDRESS) return undefined;
    this.open += 1;
    this.perVisitor.set(visitor, taken + 1);
    return () => this.give(visitor);
  }

  private give(visitor: string): void {
    this.open -= 1;
    const left = (this.perVisitor.get(visitor) ?? 1) - 1;
    if (left === 0) this.perVisitor.delete(visitor);
    else this.perVisitor.set(visitor, left);
  }
}
