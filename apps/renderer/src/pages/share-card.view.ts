import type { BoardView, FileView, Lang } from '@board/contracts';
import { LOCALE } from '../i18n/format.js';
import { words } from '../i18n/words.js';

/** What is shown elsewhere of a link to a page. */
export interface ShareCard {
  /** What the page is about, as plain text. */
  readonly about: string;
  /** The one address of what it shows. */
  readonly path: string;
  /** Of a thread alone: what crawlers call an article. */
  readonly thread?: { readonly no: number; readonly picture: FileView | null };
}

/** What a board is about, for those pages of it that have no better words. */
export function aboutBoard(lang: Lang, board: BoardView): string {
  return board.description || words(lang, 'site.motto');
}

/** A card as the partial `share-card` draws it. `title` is the page's without the name of the site. */
export function shareCardView(lang: Lang, title: string, { about, path, thread }: ShareCard) {
  return {
    title,
    about,
    path,
    type: thread ? 'article' : 'website',
    locale: LOCALE[lang].replace('-', '_'),
    picture: thread?.picture
      ? { ...shownFile(thread.picture), alt: words(lang, 'thread.picture', { no: thread.no }) }
      : null,
  };
}

/** The file itself where crawlers can draw it, which is not so of thumbnails' WebP everywhere; else its thumbnail. */
function shownFile({ mime, name, width, height, thumb }: FileView) {
  const drawable = mime.startsWith('image/') && mime !== 'image/avif';
  return drawable ? { name, width, height } : thumb;
}
