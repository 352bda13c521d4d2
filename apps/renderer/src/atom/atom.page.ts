import type { BoardView, Lang, LivePost, NewThreadsView, SiteView, ThreadView } from '@board/contracts';
import { siteName } from '../boards/around.view.js';
import { safeHtml } from '../handlebars/safe-html.js';
import type { Templates } from '../handlebars/templates.js';
import { words } from '../i18n/words.js';
import { boardPath } from '../pages/pager.view.js';
import { aboutBoard } from '../pages/share-card.view.js';
import { atomEntry, type EntryPlace } from './atom-entry.js';
import { atomPath } from './atom-path.js';
import { tagOf } from './tag.js';

/** No message is above 512 kB; this leaves room for the rest of the feed, and for escaping it on the way. */
const ENTRIES_BYTES = 400_000;
/** A feed must say when it was renewed, though nobody has written in it yet. */
const NEVER = '1970-01-01T00:00:00.000Z';
/** What XML 1.0 does not take in whatever form. Hardly any of it comes this far, but one such character ends a feed. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

interface Feed {
  readonly board: BoardView;
  readonly site: SiteView | undefined;
  readonly title: string;
  /** The page that shows the same. */
  readonly page: string;
  readonly path: string;
  /** The newest first. */
  readonly posts: readonly { post: LivePost; place: EntryPlace }[];
}

/** The newest threads of a board, each by its first post. */
export function boardAtom(
  templates: Templates,
  lang: Lang,
  { board, site, posts, cut }: NewThreadsView,
): string {
  const { slug } = board;
  return atomPage(templates, lang, {
    board,
    site,
    title: `/${slug}/ ${board.title}`,
    page: boardPath(slug, 1),
    path: atomPath(slug),
    posts: posts.map((post) => ({
      post,
      place: { board: slug, thread: post.no, cut: cut.includes(post.no) },
    })),
  });
}

/** The latest posts of a thread, given newest first. */
export function threadAtom(
  templates: Templates,
  lang: Lang,
  {
    board,
    site,
    thread,
    posts,
  }: {
    board: BoardView;
    site: SiteView | undefined;
    thread: ThreadView;
    posts: readonly LivePost[];
  },
): string {
  const { no } = thread;
  const place = { board: board.slug, thread: no, cut: false };
  return atomPage(templates, lang, {
    board,
    site,
    title: `/${board.slug}/ ${thread.subject || words(lang, 'thread.title', { no })}`,
    page: `/${board.slug}/thread/${no}`,
    path: atomPath(board.slug, no),
    posts: posts.map((post) => ({ post, place })),
  });
}

function atomPage(templates: Templates, lang: Lang, { board, site, posts, ...feed }: Feed): string {
  const xml = templates.render('atom', {
    ...feed,
    lang,
    id: tagOf(templates.site.publicOrigin, feed.page),
    title: `${feed.title} · ${siteName(lang, site)}`,
    about: aboutBoard(lang, board),
    updated: posts[0]?.post.createdAt ?? NEVER,
    entries: entriesOf(templates, lang, posts),
  });
  return xml.replace(NOT_XML, '');
}

/** As many entries as fit into one message. */
function entriesOf(templates: Templates, lang: Lang, posts: Feed['posts']) {
  const entries = [];
  let bytes = 0;
  for (const { post, place } of posts) {
    const entry = atomEntry(templates, lang, post, place);
    bytes += Buffer.byteLength(JSON.stringify(entry));
    if (bytes > ENTRIES_BYTES) break;
    entries.push(safeHtml(entry));
  }
  return entries;
}
