import type { Lang } from '@board/contracts';
import type { Around } from '../boards/around.view.js';
import type { Templates } from '../handlebars/templates.js';
import { type Refusal, refusalWords } from '../i18n/refusal.js';
import { chromeView } from './chrome.view.js';

/** What went wrong, in a page of its own. `back` is where to go on from. */
export function errorPage(
  templates: Templates,
  lang: Lang,
  input: { status: number; error: Refusal; back?: string | undefined },
  around: Around,
): string {
  const refusal = refusalWords(lang, input.error);
  // Only a path of this board may be gone back to: `//host` and `/\host` would lead away.
  const back = input.back && /^\/(?![/\\])/.test(input.back) ? input.back : '';
  return templates.render('error', {
    ...chromeView({ lang, title: refusal.title, kind: 'error', back: back || '/', around }),
    status: input.status,
    refusal,
    way: back === '/' ? '' : back,
  });
}
