import { Injectable } from '@nestjs/common';
import {
  type ChangesCursor,
  type Fragment,
  GetThreadChanges,
  type GetThreadDelta,
  type Lang,
  type PostView,
} from '@board/contracts';
import { RpcClient } from '@board/messaging';
import type { z } from 'zod';
import { BoardsReader } from '../boards/boards.reader.js';
import { Templates } from '../handlebars/templates.js';
import { PostDrawer } from '../posts/post.drawer.js';
import { threadFrame } from './thread.page.js';

type Input = z.output<typeof GetThreadDelta.input>;
type Output = z.input<typeof GetThreadDelta.output>;
type Changes = z.output<typeof GetThreadChanges.output>;
type Place = { epoch: string; board: string; thread: number; lang: Lang; page: string };

/** No message is above 512 kB; this leaves room for head, state and tail. */
const FRAGMENTS_BYTES = 400_000;
const GONE = { head: '', state: '', tail: '', fragments: [] };

@Injectable()
export class ThreadDeltaHandler {
  constructor(
    private readonly rpc: RpcClient,
    private readonly boards: BoardsReader,
    private readonly templates: Templates,
    private readonly drawer: PostDrawer,
  ) {}

  /** What changed in a thread after a cursor, drawn: only what rose, and of that only the bodies that are not kept. */
  async delta({ board, thread, after, latest, lang }: Input): Promise<Output> {
    const changes = await this.rpc.call(GetThreadChanges, { board, thread, after, latest });
    const { epoch, version, boardVersion, thread: state, card } = changes;
    if (!state) return { epoch, version, boardVersion, gone: true, ...GONE, upTo: version };

    const here = changes.board ?? (await this.boards.one(board));
    const around = await this.boards.around(changes);
    const at = { epoch, version, latest };
    const frame = threadFrame(this.templates, lang, { thread: state, card }, at, { here, around });
    // What a post of the end cites may stand on the whole thread's page alone.
    const page = latest ? `/${board}/thread/${thread}` : '';
    const { fragments, stopped } = this.draw(changes.posts, { epoch, board, thread, lang, page });
    return { epoch, version, boardVersion, gone: false, ...frame, fragments, ...reach(changes, stopped) };
  }

  /** As many fragments as fit into one message; `stopped` is the last of them when some did not. */
  private draw(posts: readonly PostView[], place: Place): { fragments: Fragment[]; stopped?: ChangesCursor } {
    const fragments: Fragment[] = [];
    let bytes = 0;
    for (const post of posts) {
      const fragment = this.fragment(post, place);
      bytes += Buffer.byteLength(JSON.stringify(fragment));
      const last = fragments.at(-1);
      if (bytes > FRAGMENTS_BYTES && last)
        return { fragments, stopped: { version: last.version, no: last.no } };
      fragments.push(fragment);
    }
    return { fragments };
  }

  private fragment(post: PostView, place: Place): Fragment {
    const html = post.gone ? '' : this.drawer.inThread(post, place);
    return { no: post.no, version: post.version, gone: post.gone, html };
  }
}

/** How far an answer goes: to where drawing stopped, else as far as the changes themselves. */
function reach(changes: Changes, stopped: ChangesCursor | undefined): Pick<Output, 'next' | 'upTo'> {
  if (stopped) return { next: stopped };
  return changes.next ? { next: changes.next } : { upTo: changes.upTo };
}
