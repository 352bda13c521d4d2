import type { Say } from '../local/programs.ts';

const EVERY_MS = 5_000;

export const sizeInWords = (bytes: number): string =>
  bytes < 1_000_000
    ? `${Math.ceil(bytes / 1_000)} kB`
    : bytes < 1e9
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e9).toFixed(2)} GB`;

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** Says now and then how far something has come. */
export class Progress {
  private readonly timer: NodeJS.Timeout;
  private what = '';
  private done = 0;
  private all = 0;

  constructor(say: Say, bytes: () => number) {
    this.timer = setInterval(() => {
      const steps = this.all > 0 ? ` ${this.done} of ${this.all}` : '';
      say(`  … ${this.what}${steps}, ${sizeInWords(bytes())}`);
    }, EVERY_MS);
  }

  begin(what: string, all = 0): void {
    [this.what, this.done, this.all] = [what, 0, all];
  }

  step(): void {
    this.done += 1;
  }

  end(): void {
    clearInterval(this.timer);
  }
}
