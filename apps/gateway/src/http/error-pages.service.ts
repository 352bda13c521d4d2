import { type DomainError, GetErrorPage, type Lang } from '@board/contracts';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Look } from '../look/look.service.js';
import { builtinPage } from './builtin-page.js';
import { asRefusal } from './refusal.js';
import { statusOf } from './status.js';

/** Error pages in the look of the board, kept when they say the same to everyone. */
@Injectable()
export class ErrorPages {
  private readonly kept = new LRUCache<string, string>({ max: 100 });

  constructor(private readonly look: Look) {
    look.onChange(() => this.kept.clear());
  }

  /** The page that tells `error`; the built-in one when no renderer can be asked. Never throws. `back` is a local path. */
  async pageFor(error: DomainError, lang: Lang, back?: string): Promise<string> {
    const key = error.details || error.incident ? undefined : `${error.reason} ${lang} ${back ?? ''}`;
    const known = key && this.kept.get(key);
    if (known) return known;
    try {
      const { html } = await this.look.call(GetErrorPage, {
        status: statusOf(error),
        error: asRefusal(error),
        lang,
        ...(back !== undefined && { back }),
      });
      if (key) this.kept.set(key, html);
      return html;
    } catch {
      // The reader's own trouble is what matters here; that no renderer answers is told by the metrics of the calls.
      return builtinPage(lang, error.kind, error.incident);
    }
  }
}
