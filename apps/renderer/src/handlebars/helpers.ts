import { Lang } from '@board/contracts';
import type { HelperDelegate, HelperOptions } from 'handlebars';
import { formatBytes, formatDate, formatDuration, formatNumber } from '../i18n/format.js';
import { words } from '../i18n/words.js';

/** Every template is given `lang` at its root. */
function langOf(options: HelperOptions): Lang {
  return Lang.parse((options.data as { root: { lang: unknown } }).root.lang);
}

/** What all pages of this renderer have in common. */
export interface Site {
  readonly look: string;
  /** Where people find the board, '' when nobody said. */
  readonly publicOrigin: string;
  /** Another origin that serves files, or '' for the board's own. */
  readonly mediaOrigin: string;
}

/** What templates may call besides Handlebars' own `if`, `unless` and `each`. Everything returned is escaped by Handlebars. */
export function helpers(site: Site): Record<string, HelperDelegate> {
  return {
    /** `{{t "post.number" no=no}}`: words in the page's language. */
    t: (key: string, options: HelperOptions) =>
      words(langOf(options), key, options.hash as Record<string, string>),
    /** `{{asset "board.css"}}`: where this look's asset is served. */
    asset: (name: string) => `/static/${site.look}/${name}`,
    /** `{{look}}`: this look, so that a gateway never adds posts of another one to the page. */
    look: () => site.look,
    /** `{{media name}}`: where a stored file or thumbnail is served. */
    media: (name: string) => `${site.mediaOrigin}/media/${name}`,
    /** `{{#if (origin)}}`: where the board is found from elsewhere, or ''. */
    origin: () => site.publicOrigin,
    /** `{{absolute path}}`, `{{absolute (media name)}}`: an address for readers elsewhere, whole where the board knows its own. */
    absolute: (address: string) => (address.startsWith('/') ? site.publicOrigin + address : address),
    date: (iso: string, options: HelperOptions) => formatDate(langOf(options), iso),
    bytes: (value: number, options: HelperOptions) => formatBytes(langOf(options), value),
    number: (value: number, options: HelperOptions) => formatNumber(langOf(options), value),
    duration: (durationMs: number) => formatDuration(durationMs),
  };
}
