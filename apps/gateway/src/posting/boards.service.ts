import { type BoardLimits, type BoardsView, DomainError, ListBoards } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { Injectable, Logger } from '@nestjs/common';

const FRESH_MS = 10_000;
/** A board that is not in the list may have been opened since; so often that is looked up. */
const ABSENT_MS = 1_000;

/** What the gateway knows of boards: that they exist, and how much of an upload is worth reading. */
@Injectable()
export class Boards {
  private readonly log = new Logger(Boards.name);
  private held: BoardsView | undefined;
  private asOf = -Infinity;
  private asking: Promise<void> | undefined;

  constructor(private readonly rpc: RpcClient) {}

  /**
   * The limits of a board; undefined when nobody can tell now, for then the owner of the rule will refuse later on.
   * Throws `board_not_found`.
   */
  async limitsOf(slug: string): Promise<BoardLimits | undefined> {
    const age = performance.now() - this.asOf;
    const known = this.find(slug);
    // What is known is good enough to read a form by, so nobody waits for news of it.
    if (known && age > FRESH_MS) void this.refresh();
    if (!known && age > ABSENT_MS) await this.refresh();
    const limits = this.find(slug);
    if (!limits && this.held) throw new DomainError('board_not_found', { board: slug });
    return limits;
  }

  private find(slug: string): BoardLimits | undefined {
    return this.held?.boards.find((board) => board.slug === slug)?.limits;
  }

  private refresh(): Promise<void> {
    this.asking ??= this.rpc
      .call(ListBoards, {}, { attempts: 1 })
      .then((boards) => {
        this.held = boards;
        this.asOf = performance.now();
      })
      .catch((error: unknown) => {
        // The post itself will be told that posts is away.
        this.log.warn(
          `the boards could not be listed: ${error instanceof DomainError ? error.reason : String(error)}`,
        );
      })
      .finally(() => (this.asking = undefined));
    return this.asking;
  }
}
