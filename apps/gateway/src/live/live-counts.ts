import { Injectable } from '@nestjs/common';

/** Plain numbers: sending to thousands of readers must not cost a call to a metric each. */
@Injectable()
export class LiveCounts {
  /** Changes sent to readers. */
  sent = 0;
  /** Readers refused for the bounds on streams. */
  refused = 0;
}
