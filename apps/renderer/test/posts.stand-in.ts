import { Controller } from '@nestjs/common';
import {
  type BoardPageView,
  type BoardView,
  type CatalogView,
  type ChangesCursor,
  DomainError,
  firstWords,
  GetArchive,
  GetBoardPage,
  GetCatalog,
  GetNewThreads,
  GetThreadChanges,
  ListBoards,
  type LivePost,
  type PostView,
  type ThreadView,
} from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import type { z } from 'zod';
import { aBoard, boards, EPOCH } from './views.ts';

/** Answers for posts with what a test put here. */
@Controller()
export class PostsStandIn {
  boards: BoardView[] = [aBoard()];
  pages = new Map<string, BoardPageView>();
  catalogs = new Map<string, CatalogView>();
  newest = new Map<string, { posts: LivePost[]; cut: number[] }>();
  threads = new Map<number, { thread: ThreadView | null; version: number; posts: PostView[] }>();
  /** Whether it refuses everything, as posts does without Postgres. */
  down = false;
  pageSize = 1_000;
  /** What happens once a part of a thread is told that is not the last. */
  between: (() => void) | undefined;

  /** Puts a thread there, or what has become of it. */
  put(thread: ThreadView, posts: PostView[]): void {
    const version = Math.max(thread.version, ...posts.map((post) => post.version));
    this.threads.set(thread.no, { thread: { ...thread, version }, version, posts });
  }

  @Rpc(ListBoards)
  list(): object {
    this.refuseWhenDown();
    return boards(...this.boards);
  }

  @Rpc(GetBoardPage)
  page(@Input(GetBoardPage) { board, page }: z.output<typeof GetBoardPage.input>): object {
    this.refuseWhenDown();
    if (!this.boards.some(({ slug }) => slug === board)) throw new DomainError('board_not_found', { board });
    const view = this.pages.get(`${board}/${page}`);
    if (!view) throw new DomainError('page_not_found');
    return view;
  }

  @Rpc(GetCatalog)
  catalog(@Input(GetCatalog) { board, sort, page }: z.output<typeof GetCatalog.input>): object {
    this.refuseWhenDown();
    const view = this.catalogs.get(`${board}/${sort}/${page}`);
    if (!view) throw new DomainError('page_not_found');
    return view;
  }

  @Rpc(GetNewThreads)
  newThreads(@Input(GetNewThreads) { board }: z.output<typeof GetNewThreads.input>): object {
    this.refuseWhenDown();
    const here = this.boards.find(({ slug }) => slug === board);
    const found = this.newest.get(board);
    if (!here || !found) throw new DomainError('board_not_found', { board });
    return { epoch: EPOCH, version: 7, board: here, ...found };
  }

  /** Of an archive that is empty. */
  @Rpc(GetArchive)
  archive(@Input(GetArchive) { page }: z.output<typeof GetArchive.input>): object {
    this.refuseWhenDown();
    return { epoch: EPOCH, version: 7, board: aBoard(), page, pages: 1, threads: [] };
  }

  @Rpc(GetThreadChanges)
  changes(@Input(GetThreadChanges) input: z.output<typeof GetThreadChanges.input>): object {
    this.refuseWhenDown();
    const { board, thread: no, after, latest } = input;
    const kept = this.threads.get(no);
    if (!kept) throw new DomainError('thread_not_found', { board, thread: no });
    const { thread, version } = kept;
    const asked = latest
      ? kept.posts.filter((_post, index) => index === 0 || index > kept.posts.length - 51)
      : kept.posts;
    const moved = asked.filter((post) => isAfter(post, after)).toSorted(byCursor);
    const posts = moved.slice(0, this.pageSize);
    const last = posts.at(-1);
    const more = moved.length > posts.length && last;
    const reach = more ? { next: { version: last.version, no: last.no } } : { upTo: version };
    if (more) this.between?.();
    const [op] = kept.posts;
    const card = op &&
      !op.gone && { words: firstWords(op.body, 200), picture: (op.spoiler ? null : op.files[0]) ?? null };
    return {
      ...{ epoch: EPOCH, version, boardVersion: 50, thread, posts: thread ? posts : [] },
      ...(thread && card && { card }),
      ...reach,
    };
  }

  private refuseWhenDown(): void {
    if (this.down) throw new DomainError('unavailable');
  }
}

function byCursor(a: ChangesCursor, b: ChangesCursor): number {
  return a.version - b.version || a.no - b.no;
}

function isAfter(post: ChangesCursor, cursor: ChangesCursor): boolean {
  return byCursor(post, cursor) > 0;
}
