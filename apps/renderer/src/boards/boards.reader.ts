import { Injectable } from '@nestjs/common';
import { type BoardsView, type BoardView, DomainError, ListBoards, type SiteView } from '@board/contracts';
import { type CallOptions, RpcClient } from '@board/messaging';
import type { Around } from './around.view.js';

/** How long the list in a page's header and the limits in its form may be behind before they are asked again. */
const FRESH_MS = 5_000;
/** How long a page waits for its list of boards when none was ever seen; error pages are due within 2 s. */
const PATIENCE = { timeoutMs: 1_000, attempts: 1 };

/** The boards of the house, as posts tells them, remembered for what is drawn around pages. */
@Injectable()
export class BoardsReader {
  private known: { view: BoardsView; at: number } | undefined;
  private renewing = false;

  constructor(private readonly rpc: RpcClient) {}

  /** The boards as they are now. Throws what the RPC throws. */
  async now(options?: CallOptions): Promise<BoardsView> {
    const view = await this.rpc.call(ListBoards, {}, options);
    this.known = { view, at: Date.now() };
    return view;
  }

  /**
   * What is drawn around a page: the boards and the site as last seen, and at least as new as what the page shows. None
   * when posts was never heard: a page without its list is still a page.
   */
  async around(page?: { epoch: string; site?: SiteView | undefined }): Promise<Around> {
    if (this.known && !isOlder(this.known.view, page)) return this.seen(this.known);
    try {
      return await this.now(PATIENCE);
    } catch (error) {
      if (error instanceof DomainError) return this.known?.view ?? { boards: [] };
      throw error;
    }
  }

  /** One board, for its form. Throws `board_not_found`, or `unavailable` when posts cannot say and it was never seen. */
  async one(slug: string): Promise<BoardView> {
    const find = ({ boards }: Around) => boards.find((board) => board.slug === slug);
    const board = (this.known && find(this.seen(this.known))) ?? find(await this.now(PATIENCE));
    if (!board) throw new DomainError('board_not_found', { board: slug });
    return board;
  }

  /** What is known, renewed behind the page that is drawn from it. */
  private seen({ view, at }: { view: BoardsView; at: number }): Around {
    if (Date.now() - at > FRESH_MS && !this.renewing) {
      this.renewing = true;
      this.now(PATIENCE)
        // What was seen stands until posts answers again; the client has counted the failure.
        .catch(() => undefined)
        .finally(() => (this.renewing = false));
    }
    return view;
  }
}

function isOlder(known: BoardsView, page?: { epoch: string; site?: SiteView | undefined }): boolean {
  if (!page?.site) return false;
  return known.epoch !== page.epoch || (known.site?.version ?? -1) < page.site.version;
}
