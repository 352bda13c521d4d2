import { DomainError } from '@board/contracts';
import { Injectable } from '@nestjs/common';
import { InjectMetric, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';

const PER_PROCESS = 64;
const PER_HOUSEHOLD = 8;

const IN_FLIGHT = 'gateway_uploads_in_flight';

export const uploadsInFlight = makeGaugeProvider({
  name: IN_FLIGHT,
  help: 'Forms with files that are being read or processed',
});

/** How many forms with files are worked on at once, by this process and for one visitor. */
@Injectable()
export class UploadSlots {
  private readonly taken = new Map<string, number>();
  private total = 0;

  constructor(@InjectMetric(IN_FLIGHT) private readonly inFlight: Gauge) {}

  /** Takes a slot and returns what gives it back, or the reason why there is none. */
  take(household: string): (() => void) | DomainError {
    const mine = this.taken.get(household) ?? 0;
    if (mine >= PER_HOUSEHOLD) return new DomainError('too_many_uploads', { retryMs: 5_000 });
    if (this.total >= PER_PROCESS) return new DomainError('media_busy');
    this.taken.set(household, mine + 1);
    this.inFlight.set(++this.total);
    return () => {
      this.inFlight.set(--this.total);
      const left = (this.taken.get(household) ?? 1) - 1;
      if (left > 0) this.taken.set(household, left);
      else this.taken.delete(household);
    };
  }
}
