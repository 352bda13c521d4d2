import type { Lang } from '@board/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { type BuiltPage, packTighter } from './built-page.js';
import { PageStore } from './page-store.js';

/** A version that is asked for so long after it was built (ms) lives: threads that are written in have newer ones by then. */
const LIVES_MS = 5_000;

/** Packs pages in brotli, behind those who ask for them: one at a time, and each version once. */
@Injectable()
export class TightPages {
  private readonly log = new Logger(TightPages.name);
  private busy = false;

  constructor(private readonly store: PageStore) {}

  /** Somebody who takes brotli was sent `page`, which is held at that path, without it. Returns at once. */
  wish(page: BuiltPage, path: string, lang: Lang): void {
    if (this.busy || performance.now() - page.builtAt < LIVES_MS) return;
    this.busy = true;
    packTighter(page)
      .then((br) => {
        page.br = br;
        const held = this.store.pageAt(path, lang);
        if (held?.built === page) this.store.weigh(held);
      })
      .catch((error: unknown) => this.log.error(error))
      .finally(() => (this.busy = false));
  }
}
