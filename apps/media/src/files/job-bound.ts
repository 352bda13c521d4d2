import { DomainError } from '@board/contracts';

/** Lets so many jobs run at once and refuses the rest at once, so that the caller can ask another replica. */
export class JobBound {
  private running = 0;

  constructor(private readonly most: number) {}

  /** Throws `media_busy` when all places are taken. */
  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.running >= this.most) throw new DomainError('media_busy');
    this.running++;
    try {
      return await job();
    } finally {
      this.running--;
    }
  }
}
