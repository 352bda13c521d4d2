import type { BoardChangedV1, GetBoardChanges, ThreadChangedV1 } from '@board/contracts';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { KnownVersions } from '../feed/known-versions.js';
import { Look } from '../look/look.service.js';
import type { CachedPage } from './cached-page.js';
import { PageStore } from './page-store.js';

export type BoardChanges = z.output<typeof GetBoardChanges.output>;

/** Tells the cached pages what the feed has told, and what it may have missed. */
@Injectable()
export class PageNews {
  constructor(
    private readonly store: PageStore,
    known: KnownVersions,
    private readonly look: Look,
  ) {
    known.onTurn(() => store.clearPages());
    look.onChange(() => this.doubt());
  }

  /** A thread moved: its page is old from now on, and so are the board's; what shows a deleted post goes at once. */
  threadChanged({ board, thread, version, boardVersion, gone }: ThreadChangedV1): void {
    for (const page of this.store.ofThread(board, thread)) page.told(version, gone.length > 0);
    this.boardMoved(board, boardVersion, gone.length > 0);
  }

  /** A board looks different: so do all its pages, of which those of threads are not compared by its version. */
  boardChanged({ board, version, removed = false }: BoardChangedV1): void {
    for (const page of this.store.pages()) {
      const { place } = page;
      if ('thread' in place && place.board === board) page.moved(removed);
    }
    this.boardMoved(board, version, removed);
  }

  private boardMoved(board: string, version: number, gone: boolean): void {
    for (const page of this.store.ofBoard(board)) page.told(version, gone);
    for (const page of this.store.at({ page: 'home' })) page.moved(gone);
  }

  /** Nothing held may be trusted until its owner has been asked. */
  doubt(): void {
    for (const page of this.store.pages()) page.current = false;
  }

  /** Boards of which pages are held. */
  boards(): Set<string> {
    const boards = new Set<string>();
    for (const { place } of this.store.pages()) if (place.page !== 'home') boards.add(place.board);
    return boards;
  }

  /** The board's owner said what moved in a gap of the feed: that may have been deletions. The rest is as it was. */
  confirm(board: string, changes: BoardChanges): void {
    const moved = new Map(changes.threads.map((thread) => [thread.no, thread.version]));
    for (const page of this.store.pages()) {
      const { place } = page;
      if (place.page === 'home' || place.board !== board) continue;
      const version = 'thread' in place ? moved.get(place.thread) : changes.version;
      if (version !== undefined) page.told(version, true);
      else if (changes.all) page.drop();
      this.trust(page);
    }
  }

  private trust(page: CachedPage): void {
    if (page.built && page.built.version >= page.known && page.built.etag && page.built.look === this.look.id)
      page.current = true;
  }
}
