import {
  type BoardPageView,
  type BoardsView,
  DomainError,
  GetBoardPage,
  GetThreadChanges,
  ListBoards,
  type PostView,
  type ThreadView,
} from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { Injectable } from '@nestjs/common';

export interface ThreadTwin {
  readonly epoch: string;
  readonly version: number;
  readonly boardVersion: number;
  readonly thread: ThreadView;
  /** In order of number, what is left of deleted posts too. */
  readonly posts: readonly PostView[];
}

export type Twin = BoardsView | BoardPageView | ThreadTwin;

/** Asks posts for what a page shows; those who ask for the same at the same time share one answer. */
@Injectable()
export class Twins {
  private readonly flights = new Map<string, Promise<Twin>>();

  constructor(private readonly rpc: RpcClient) {}

  home(): Promise<Twin> {
    return this.share('', () => this.rpc.call(ListBoards, {}));
  }

  /** Throws `board_not_found` and `page_not_found`. */
  board(board: string, page: number): Promise<Twin> {
    return this.share(`${board} ${page}`, () => this.rpc.call(GetBoardPage, { board, page }));
  }

  /** Throws `board_not_found`, `thread_not_found` and `thread_gone`. */
  thread(board: string, thread: number): Promise<Twin> {
    return this.share(`${board} thread ${thread}`, () => this.wholeThread(board, thread));
  }

  private share(key: string, ask: () => Promise<Twin>): Promise<Twin> {
    const flight = this.flights.get(key) ?? ask().finally(() => this.flights.delete(key));
    this.flights.set(key, flight);
    return flight;
  }

  private async wholeThread(board: string, thread: number): Promise<ThreadTwin> {
    const posts = new Map<number, PostView>();
    let after = { version: 0, no: 0 };
    for (;;) {
      const page = await this.rpc.call(GetThreadChanges, { board, thread, after });
      if (!page.thread) throw new DomainError('thread_gone', { board, thread });
      for (const post of page.posts) posts.set(post.no, post);
      if (!page.next) {
        const { epoch, version, boardVersion, thread: state } = page;
        return {
          epoch,
          version,
          boardVersion,
          thread: state,
          posts: [...posts.values()].sort((a, b) => a.no - b.no),
        };
      }
      after = page.next;
    }
  }
}
