import type { BoardsView, Lang, SiteView } from '@board/contracts';
import { words } from '../i18n/words.js';

/** What is drawn around every page: the boards, and what the site says of itself. */
export type Around = Pick<BoardsView, 'boards' | 'site'>;

/** What the whole of it is called. */
export function siteName(lang: Lang, site: SiteView | undefined): string {
  return site?.name || words(lang, 'site.name');
}

/** Where people can write to, as a link; null where nobody said. */
export function contactView(site: SiteView | undefined): { href: string; text: string } | null {
  const { contact = '' } = site ?? {};
  if (contact === '') return null;
  const page = /^https?:\/\//.test(contact);
  return { href: page ? contact : `mailto:${contact}`, text: contact.replace(/^https?:\/\/|\/$/g, '') };
}
