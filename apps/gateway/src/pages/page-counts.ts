import { Injectable } from '@nestjs/common';

/** Pages answered. Plain numbers, so that counting costs the hot path nothing; the metric reads them when it is asked. */
@Injectable()
export class PageCounts {
  /** From memory. */
  hit = 0;
  /** With 304. */
  unchanged = 0;
  /** Its owner was asked first. */
  asked = 0;
  /** A newer one is known but rests. */
  older = 0;
  /** Its owner could not be asked. */
  stale = 0;
  failed = 0;
}

export type PageOutcome = keyof PageCounts;
