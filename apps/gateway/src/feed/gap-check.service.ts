import { DomainError, GetBoardChanges } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { Injectable, Logger } from '@nestjs/common';
import { LiveThreads } from '../live/live-threads.service.js';
import { PageNews } from '../pages/page-news.service.js';
import { pause } from '../pages/pause.js';
import { KnownVersions } from './known-versions.js';

/** One attempt to learn what a board missed, and the pause before the next (ms): two fit into the 2 s that pages may be behind. */
const ATTEMPT_MS = 900;
const PAUSE_MS = 200;

/** After a gap in the feed: asks the owner of each board what moved in it, once per board, until there is an answer. */
@Injectable()
export class GapCheck {
  private readonly log = new Logger(GapCheck.name);

  constructor(
    private readonly rpc: RpcClient,
    private readonly known: KnownVersions,
    private readonly pages: PageNews,
    private readonly live: LiveThreads,
  ) {}

  /** Checks every board of which anything is held; gives up when the feed breaks again. Never rejects. */
  async run(): Promise<void> {
    const { generation } = this.known;
    const boards = new Set([...this.pages.boards(), ...this.live.boards()]);
    await Promise.all([...boards].map((board) => this.check(board, generation)));
  }

  private async check(board: string, generation: number): Promise<void> {
    for (let attempt = 1; generation === this.known.generation; attempt += 1) {
      try {
        await this.ask(board, generation);
        return;
      } catch (error) {
        if (error instanceof DomainError && error.kind === 'not_found') return;
        if (attempt === 1) this.log.warn(`What ${board} missed is not known yet: ${String(error)}`);
        await pause(PAUSE_MS);
      }
    }
  }

  private async ask(board: string, generation: number): Promise<void> {
    const { epoch } = this.known;
    // Nothing was ever told or read: what is being asked for now is not from before the gap.
    if (epoch === undefined) return;
    const askedAt = performance.now();
    const since = this.known.settledVersion(board);
    const options = { timeoutMs: ATTEMPT_MS, attempts: 1 };
    const changes = await this.rpc.call(GetBoardChanges, { board, epoch, since }, options);
    if (generation !== this.known.generation || !this.known.accept(changes.epoch, askedAt)) return;
    // With another epoch everything held has gone by now.
    if (changes.epoch !== epoch) return;
    this.known.told(board, changes.version);
    this.pages.confirm(board, changes);
    this.live.confirm(board, changes);
  }
}
