import { Injectable } from '@nestjs/common';
import { type BoardsView, type BoardView, DomainError, ListBoards } from '@board/contracts';
import { RpcClient } from '@board/messaging';

/** How long the list in a page's header and the limits in its form may be behind. */
const FRESH_MS = 5_000;

/** The boards of the house, as posts tells them, remembered for what is drawn around pages. */
@Injectable()
export class BoardsReader {
  private known: { view: BoardsView; at: number } | undefined;
  private asking: Promise<BoardsView> | undefined;

  constructor(private readonly rpc: RpcClient) {}

  /** The boards as they are now. Throws what the RPC throws. */
  async now(): Promise<BoardsView> {
    const view = await this.rpc.call(ListBoards, {});
    this.known = { view, at: Date.now() };
    return view;
  }

  /** The boards of a few seconds ago; of longer ago, or none at all, while posts does not answer: a page without its list is still a page. */
  async around(): Promise<readonly BoardView[]> {
    if (this.known && Date.now() - this.known.at < FRESH_MS) return this.known.view.boards;
    try {
      this.asking ??= this.now().finally(() => (this.asking = undefined));
      return (await this.asking).boards;
    } catch (error) {
      if (error instanceof DomainError) return this.known?.view.boards ?? [];
      throw error;
    }
  }

  /** One board, for its form. Throws `board_not_found`, or `unavailable` when posts cannot say and it was never seen. */
  async one(slug: string): Promise<BoardView> {
    const find = (boards: readonly BoardView[]) => boards.find((board) => board.slug === slug);
    const board = find(await this.around()) ?? find((await this.now()).boards);
    if (!board) throw new DomainError('board_not_found', { board: slug });
    return board;
  }
}
