import type { Lang, LivePost } from '@board/contracts';
import { words } from '../i18n/words.js';
import { type SafeHtml, safeHtml } from '../handlebars/safe-html.js';
import type { Templates } from '../handlebars/templates.js';
import { bodyHtml, type Outside } from './body.html.js';
import { farBacklink } from './far-post.view.js';
import { fileView } from './file.view.js';

/** Where a post is drawn: in its thread (`page` is '') or on a board page, from where it links into the thread. */
export interface PostPlace {
  readonly board: string;
  readonly page: string;
  /** The link to a text that was cut here, or ''. */
  readonly whole: string;
}

/** A post's text alone. */
export function textHtml(
  lang: Lang,
  post: LivePost,
  place: Omit<PostPlace, 'whole'> & { outside?: Outside },
): SafeHtml {
  const { board, page, outside } = place;
  const deadTitle = words(lang, 'post.dead');
  const { farCites } = post;
  const cites = new Set(post.cites);
  return safeHtml(bodyHtml(post.body, { board, page, cites, farCites, deadTitle, outside }));
}

/** What is drawn inside a post, except for its backlinks: it only changes with `bodyVersion`. */
export function postInsideHtml(templates: Templates, lang: Lang, post: LivePost, place: PostPlace): string {
  return templates.render('post-inside', {
    lang,
    page: place.page,
    whole: place.whole,
    no: post.no,
    createdAt: post.createdAt,
    subject: post.subject,
    name: post.name,
    trip: post.trip,
    sage: post.sage,
    files: post.files.map((file) => ({ ...fileView(lang, file), covered: post.spoiler })),
    spoiler: post.spoiler,
    single: post.files.length === 1,
    filesGone: post.filesGone,
    text: textHtml(lang, post, place),
  });
}

/** The `<article>` around it, with the backlinks. `thread` is the number of the thread's first post. */
export function postHtml(
  templates: Templates,
  lang: Lang,
  post: LivePost,
  around: { board: string; thread: number; page: string; inside: string },
): string {
  return templates.render('post', {
    lang,
    no: post.no,
    op: post.no === around.thread,
    page: around.page,
    inside: safeHtml(around.inside),
    cited: post.backlinks.length + post.farBacklinks.length > 0,
    backlinks: post.backlinks,
    farBacklinks: post.farBacklinks.map((far) => farBacklink(far, around.board)),
  });
}
