import { setTimeout as pause } from 'node:timers/promises';
import { StartRefusal } from './start-refusal.js';

/** How long a start waits for an answer, how often it asks meanwhile, and how often later. */
const PATIENCE_MS = 3_000;
const AGAIN_MS = 100;
const LATER_MS = 1_000;

/**
 * Has something checked that another service knows, which may come up a little later: the start waits for it, but not for
 * long, and then it is asked until there is an answer. `check` is true when all is well, false when nobody can say now,
 * and throws StartRefusal when it is not.
 *
 * @example
 * private readonly start = new StartCheck(() => this.isOurs(), (refusal) => this.log.error(refusal.message));
 * onApplicationBootstrap = () => this.start.run();
 * onModuleDestroy = () => this.start.stop();
 */
export class StartCheck {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  /** `onLateRefusal` is told of a refusal that comes when the service has begun its work. */
  constructor(
    private readonly check: () => Promise<boolean>,
    private readonly onLateRefusal: (refusal: StartRefusal) => void,
  ) {}

  /** Throws the StartRefusal of `check`. */
  async run(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (!this.stopped && !(await this.check())) {
      if (performance.now() > until) return this.later();
      await pause(AGAIN_MS);
    }
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private later(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.check().then(
        (isWell) => isWell || this.later(),
        (refusal: StartRefusal) => this.onLateRefusal(refusal),
      );
    }, LATER_MS);
  }
}
