import { Injectable } from '@nestjs/common';

/**
 * Whether this process should be given work: it has started, is not stopping, and every named check agrees. A check is
 * for what this process alone lacks; a dependency that is down for all replicas is none, or one outage empties the house.
 *
 * @example
 * constructor(readiness: Readiness) { readiness.add('look', () => this.look.published); }
 */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, () => boolean>();
  private phase: 'starting' | 'running' | 'stopping' = 'starting';

  /** Adds a check, asked at every probe: it answers from memory. */
  add(name: string, check: () => boolean): void {
    this.checks.set(name, check);
  }

  started(): void {
    if (this.phase === 'starting') this.phase = 'running';
  }

  stopping(): void {
    this.phase = 'stopping';
  }

  /** Why no work should come; empty when it should. */
  reasons(): string[] {
    const failing = [...this.checks].filter(([, check]) => !check()).map(([name]) => name);
    return this.phase === 'running' ? failing : [this.phase, ...failing];
  }
}
