import type { Lang } from '@board/contracts';
import { type Around, contactView, siteName } from '../boards/around.view.js';
import { type ShareCard, shareCardView } from './share-card.view.js';

/** Each language by its own name. */
const LANGUAGES: readonly { code: Lang; name: string }[] = [
  { code: 'en', name: 'EN' },
  { code: 'ru', name: 'RU' },
];

export interface ChromeInput {
  readonly lang: Lang;
  /** What the page is about; the site's name alone when ''. */
  readonly title: string;
  readonly kind: 'home' | 'board' | 'archive' | 'catalog' | 'thread' | 'error' | 'form';
  /** The path to come back to after changing the language. */
  readonly back: string;
  readonly around: Around;
  /** The board the page belongs to, if any. */
  readonly here?: string;
  /** What is shown elsewhere of a link to it; pages without one are of no use to others. */
  readonly card?: ShareCard;
  /** The address of its feed. */
  readonly atom?: string;
}

/** What every page has around its content, as the partials `page-head` and `page-tail` draw it. */
export function chromeView(input: ChromeInput) {
  const { lang, kind, back, card, around } = input;
  const site = siteName(lang, around.site);
  return {
    lang,
    kind,
    back,
    site,
    contact: contactView(around.site),
    title: input.title ? `${input.title} · ${site}` : site,
    atom: input.atom ?? '',
    card: card ? { ...shareCardView(lang, input.title || site, card), site } : null,
    boards: around.boards.map(({ slug, title }) => ({ slug, title, here: slug === input.here })),
    langs: LANGUAGES.map((language) => ({ ...language, here: language.code === lang })),
  };
}
