import { firstWords, type Lang, type LivePost } from '@board/contracts';
import type { Templates } from '../handlebars/templates.js';
import { words } from '../i18n/words.js';
import { fileView } from '../posts/file.view.js';
import { textHtml } from '../posts/post.html.js';
import { tagOf } from './tag.js';

const TITLE_CHARS = 100;
/** What a single entry may take (bytes); the text of a longer one is read on the board. */
const ENTRY_BYTES = 100_000;

export interface EntryPlace {
  readonly board: string;
  /** The number of its thread. */
  readonly thread: number;
  /** Whether the text given is only its beginning. */
  readonly cut: boolean;
}

/** A post as an `<entry>`, without what is hidden in it. */
export function atomEntry(templates: Templates, lang: Lang, post: LivePost, place: EntryPlace): string {
  const entry = drawEntry(templates, lang, post, place);
  if (Buffer.byteLength(entry) <= ENTRY_BYTES) return entry;
  return drawEntry(templates, lang, { ...post, body: [] }, { ...place, cut: true });
}

function drawEntry(templates: Templates, lang: Lang, post: LivePost, place: EntryPlace): string {
  const { board, thread } = place;
  const { no } = post;
  const number = no === thread ? words(lang, 'thread.title', { no }) : words(lang, 'atom.post', { no });
  return templates.render('atom-entry', {
    lang,
    id: tagOf(templates.site.publicOrigin, `/${board}/${no}`),
    title: post.subject || firstWords(post.body, TITLE_CHARS) || number,
    at: post.createdAt,
    author: `${post.name || words(lang, 'post.anonymous')}${post.trip}`,
    href: hrefOf(post, place),
    content: contentHtml(templates, lang, post, place),
  });
}

function hrefOf({ no }: LivePost, { board, thread }: EntryPlace): string {
  return `/${board}/thread/${thread}#p${no}`;
}

function contentHtml(templates: Templates, lang: Lang, post: LivePost, place: EntryPlace): string {
  const { publicOrigin: origin } = templates.site;
  const { board, thread, cut } = place;
  const hidden = words(lang, 'atom.hidden');
  const page = `${origin}/${board}/thread/${thread}`;
  return templates.render('atom-content', {
    lang,
    files: post.files.map((file) => fileView(lang, file)),
    covered: post.spoiler && post.files.length > 0,
    hidden,
    filesGone: post.filesGone,
    text: textHtml(lang, post, { board, page, outside: { origin, hidden } }),
    whole: cut ? hrefOf(post, place) : '',
  });
}
