import type { Say } from './programs.ts';

const MINUTE_MS = 60_000;
/** Who waits says so again every 15 s. */
const WAITING_MS = 10_000;

interface Heard {
  who: string;
  again: number;
}

/**
 * What services warn of, as sentences for the terminal. One that is said again within a minute is counted, and the count
 * told at the end of it; from another service it is the same news, and so is soon after it one that waits for the same.
 */
export class Warnings {
  private readonly say: Say;
  private readonly heard = new Map<string, Heard>();

  constructor(say: Say) {
    this.say = say;
  }

  tell(who: string, sentence: string): void {
    const before = this.heard.get(sentence);
    if (before?.who === who) before.again += 1;
    if (before) return;
    this.say(`${who}: ${sentence}`);
    this.remember(who, sentence);
  }

  private remember(who: string, sentence: string): void {
    const isWaiting = sentence.startsWith('waiting for ');
    const heard = { who, again: 0 };
    this.heard.set(sentence, heard);
    const end = (): void => {
      this.heard.delete(sentence);
      if (isWaiting || heard.again === 0) return;
      const times = heard.again === 1 ? 'once' : `${heard.again} times`;
      this.say(`${who}: ${sentence} (${times} more in the last minute)`);
      this.remember(who, sentence);
    };
    setTimeout(end, isWaiting ? WAITING_MS : MINUTE_MS).unref();
  }
}
