import {
  DomainError,
  GetArchive,
  GetBoardPage,
  GetCatalog,
  GetThreadChanges,
  ListBoards,
  type PostView,
} from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { KnownVersions } from '../feed/known-versions.js';
import type { ArchivePlace, BoardPlace, CatalogPlace, LatestPlace, ThreadPlace } from '../pages/place.js';
import { makeTwin, type Twin } from './twin.js';

const KEPT_BYTES = 8 * 1024 * 1024;

interface Kept {
  readonly twin: Twin;
  readonly board: string;
  readonly boardVersion: number;
  readonly generation: number;
}

/**
 * The JSON of pages. Those who ask for the same at the same time share one answer, and it is kept until the feed tells of
 * a newer version of its board.
 */
@Injectable()
export class Twins {
  private readonly flights = new Map<string, Promise<Twin>>();
  private readonly kept = new LRUCache<string, Kept>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ twin }) => twin.body.length + (twin.zipped?.length ?? 0),
  });

  constructor(
    private readonly rpc: RpcClient,
    private readonly known: KnownVersions,
  ) {}

  home(): Promise<Twin> {
    return this.share('', async () => makeTwin(await this.rpc.call(ListBoards, {})));
  }

  /** Throws `board_not_found` and `page_not_found`. */
  board({ board, number: page }: BoardPlace): Promise<Twin> {
    return this.keep(`${board} ${page}`, board, async () => {
      const view = await this.rpc.call(GetBoardPage, { board, page });
      return { twin: await makeTwin(view), boardVersion: view.version };
    });
  }

  /** Throws `board_not_found` and `page_not_found`. */
  archive({ board, number: page }: ArchivePlace): Promise<Twin> {
    return this.keep(`${board} archive ${page}`, board, async () => {
      const view = await this.rpc.call(GetArchive, { board, page });
      return { twin: await makeTwin(view), boardVersion: view.version };
    });
  }

  /** Throws `board_not_found` and `page_not_found`. */
  catalog({ board, sort, number: page }: CatalogPlace): Promise<Twin> {
    return this.keep(`${board} catalog ${sort} ${page}`, board, async () => {
      const view = await this.rpc.call(GetCatalog, { board, sort, page });
      return { twin: await makeTwin(view), boardVersion: view.version };
    });
  }

  /** A thread, or its end. Throws `board_not_found`, `thread_not_found` and `thread_gone`. */
  thread({ page, board, thread }: ThreadPlace | LatestPlace): Promise<Twin> {
    return this.keep(`${board} ${page} ${thread}`, board, async () => {
      const view = await this.allPosts(board, thread, page === 'latest');
      return { twin: await makeTwin(view), boardVersion: view.boardVersion };
    });
  }

  private async keep(
    key: string,
    board: string,
    ask: () => Promise<{ twin: Twin; boardVersion: number }>,
  ): Promise<Twin> {
    const kept = this.kept.get(key);
    if (kept && this.isCurrent(kept)) return kept.twin;
    return this.share(key, async () => {
      const { generation } = this.known;
      const answer = await ask();
      const now = { ...answer, board, generation };
      if (this.isCurrent(now)) this.kept.set(key, now);
      return answer.twin;
    });
  }

  /** Whether a feed without gaps has told nothing newer of the board since this was asked for. */
  private isCurrent({ twin, board, boardVersion, generation }: Kept): boolean {
    const { flowing, generation: now, epoch } = this.known;
    return (
      flowing && generation === now && epoch === twin.epoch && this.known.toldVersion(board) <= boardVersion
    );
  }

  private share(key: string, ask: () => Promise<Twin>): Promise<Twin> {
    const flight = this.flights.get(key) ?? ask().finally(() => this.flights.delete(key));
    this.flights.set(key, flight);
    return flight;
  }

  private async allPosts(board: string, thread: number, latest: boolean) {
    const posts = new Map<number, PostView>();
    let after = { version: 0, no: 0 };
    for (;;) {
      const page = await this.rpc.call(GetThreadChanges, { board, thread, after, ...(latest && { latest }) });
      if (!page.thread) throw new DomainError('thread_gone', { board, thread });
      for (const post of page.posts) posts.set(post.no, post);
      if (!page.next) {
        const { epoch, version, boardVersion, thread: state } = page;
        const inOrder = [...posts.values()].sort((a, b) => a.no - b.no);
        return { epoch, version, boardVersion, thread: state, posts: inOrder };
      }
      after = page.next;
    }
  }
}
