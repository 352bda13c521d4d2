import type { Logger } from '@nestjs/common';

/** Who waits for long says so again this often. */
const AGAIN_MS = 15_000;
/** At a start, and while NATS comes back, what is missing is there soon. */
const LASTING_MS = 30_000;

/** Tells as a warning what is waited for: at once, when the reason is another, and every 15 s. */
export class Waiting {
  private told = '';
  private toldAt = 0;

  constructor(
    private readonly log: Logger,
    private readonly what: string,
  ) {}

  tell(why: string): void {
    const now = performance.now();
    if (why === this.told && now - this.toldAt < AGAIN_MS) return;
    this.log.warn(`waiting for ${this.what}: ${why}`);
    this.told = why;
    this.toldAt = now;
  }
}

/** Tells what goes wrong: a line of the log at first, a warning when it lasts; each once until it is over. */
export class Complaint {
  private told = '';
  private since = 0;
  private warned = false;

  constructor(private readonly log: Logger) {}

  tell(sentence: string): void {
    const now = performance.now();
    if (this.told === '') this.since = now;
    const lasts = now - this.since > LASTING_MS;
    if (sentence !== this.told) this.warned = false;
    if (lasts && !this.warned) this.log.warn(sentence);
    else if (sentence !== this.told) this.log.log(sentence);
    this.warned ||= lasts;
    this.told = sentence;
  }

  over(): void {
    this.told = '';
    this.warned = false;
  }
}
