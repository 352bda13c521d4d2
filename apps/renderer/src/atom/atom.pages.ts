import { Injectable } from '@nestjs/common';
import {
  DomainError,
  GetNewThreads,
  type GetPage,
  GetThreadChanges,
  type Lang,
  LATEST_REPLIES,
  type LivePost,
} from '@board/contracts';
import { RpcClient } from '@board/messaging';
import type { z } from 'zod';
import { BoardsReader } from '../boards/boards.reader.js';
import { Templates } from '../handlebars/templates.js';
import { boardAtom, threadAtom } from './atom.page.js';

type Output = z.input<typeof GetPage.output>;
type Changes = z.output<typeof GetThreadChanges.output>;

/** How often a thread that moves while it is read in parts is read again. */
const ATTEMPTS = 3;

/** The feeds of boards and threads. */
@Injectable()
export class AtomPages {
  constructor(
    private readonly rpc: RpcClient,
    private readonly boards: BoardsReader,
    private readonly templates: Templates,
  ) {}

  /** Throws `board_not_found`. */
  async ofBoard(board: string, lang: Lang): Promise<Output> {
    const view = await this.rpc.call(GetNewThreads, { board });
    return { epoch: view.epoch, version: view.version, html: boardAtom(this.templates, lang, view) };
  }

  /** Throws `board_not_found`, `thread_not_found`, and `thread_gone` for a deleted thread. */
  async ofThread(board: string, thread: number, lang: Lang): Promise<Output> {
    const { changes, posts } = await this.latest(board, thread);
    const { epoch, version, boardVersion, site, thread: state } = changes;
    if (!state) throw new DomainError('thread_gone', { board, thread });
    const here = changes.board ?? (await this.boards.one(board));
    const html = threadAtom(this.templates, lang, { board: here, site, thread: state, posts });
    return { epoch, version, boardVersion, html };
  }

  /** The latest posts, newest first, all of one version: a post deleted between two parts is told by none of them. */
  private async latest(board: string, thread: number): Promise<{ changes: Changes; posts: LivePost[] }> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const parts = await this.parts(board, thread);
      const [changes] = parts;
      if (!changes || parts.some((part) => part.version !== changes.version)) continue;
      const posts = parts.flatMap((part) => part.posts).filter((post) => !post.gone);
      return { changes, posts: posts.sort((a, b) => b.no - a.no).slice(0, LATEST_REPLIES) };
    }
    throw new DomainError('unavailable');
  }

  private async parts(board: string, thread: number): Promise<Changes[]> {
    const parts: Changes[] = [];
    let after: Changes['next'] = { version: 0, no: 0 };
    while (after) {
      const part: Changes = await this.rpc.call(GetThreadChanges, { board, thread, after, latest: true });
      parts.push(part);
      after = part.next;
    }
    return parts;
  }
}
