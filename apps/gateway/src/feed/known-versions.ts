import { Injectable } from '@nestjs/common';

/** Events of one board may be told in another order than they happened, but not by more than this (in ms). */
const DISORDER_MS = 5_000;

/** A process that has not come to its timers for this long (ms) was asleep, and has events waiting that it does not know. */
const ASLEEP_MS = 2_000;

interface BoardMark {
  /** The highest version that was told. */
  told: number;
  /** Everything up to here was told or read at least DISORDER_MS ago. */
  settled: number;
  next: number;
  turnedAt: number;
}

/**
 * What this gateway has been told of the board's versions, and whether it is being told.
 *
 * `generation` changes whenever the feed breaks or flows again: what was read in one generation says nothing about the
 * next. All times are those of `performance.now()`.
 */
@Injectable()
export class KnownVersions {
  epoch: string | undefined;
  flowing = false;
  generation = 0;
  private epochSince = 0;
  private beatAt = performance.now();
  private readonly listeners = new Set<() => void>();
  private readonly boards = new Map<string, BoardMark>();

  /** Whether the process came to its timers lately: if not, what it believes is of before it fell asleep. */
  get awake(): boolean {
    return performance.now() - this.beatAt < ASLEEP_MS;
  }

  /** To be called several times within ASLEEP_MS. */
  beat(): void {
    this.beatAt = performance.now();
  }

  /** The highest version of a board that was told, 0 when there is none. */
  toldVersion(board: string): number {
    return this.boards.get(board)?.told ?? 0;
  }

  /** The version since which a board's changes must be asked for after a gap in the feed. */
  settledVersion(board: string): number {
    return this.boards.get(board)?.settled ?? 0;
  }

  /** Notes a board's version that an event told. */
  told(board: string, version: number): void {
    const mark = this.mark(board, version);
    const now = performance.now();
    if (now - mark.turnedAt > DISORDER_MS) {
      mark.settled = mark.next;
      mark.next = Math.max(mark.next, mark.told);
      mark.turnedAt = now;
    }
    mark.told = Math.max(mark.told, version);
  }

  /** Notes the board's version that came with something read from its owner. */
  read(board: string, version: number): void {
    const mark = this.mark(board, version);
    mark.settled = Math.min(mark.settled, version);
    mark.next = Math.min(mark.next, version);
  }

  /** Calls `listener` when another epoch begins: nothing that is held means anything then. */
  onTurn(listener: () => void): void {
    this.listeners.add(listener);
  }

  /**
   * Takes the epoch of an answer that was asked for at `askedAt`. False: the answer is older than what is known, ask
   * again. Goes over to the answer's epoch when that is the newer one.
   */
  accept(epoch: string, askedAt: number): boolean {
    if (epoch === this.epoch) return true;
    if (this.epoch !== undefined && askedAt < this.epochSince) return false;
    this.turn(epoch);
    return true;
  }

  /** Goes over to another epoch. */
  turn(epoch: string): void {
    const first = this.epoch === undefined;
    this.epoch = epoch;
    this.epochSince = performance.now();
    this.boards.clear();
    if (!first) for (const tell of this.listeners) tell();
  }

  private mark(board: string, version: number): BoardMark {
    let mark = this.boards.get(board);
    if (!mark) {
      mark = { told: 0, settled: version, next: version, turnedAt: performance.now() };
      this.boards.set(board, mark);
    }
    return mark;
  }
}
