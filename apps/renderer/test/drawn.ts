import type { ArchiveView, Lang } from '@board/contracts';
import { formPage } from '../src/forms/form.page.js';
import { Templates } from '../src/handlebars/templates.js';
import { boardPage } from '../src/pages/board.page.js';
import { archivePage } from '../src/pages/archive.page.js';
import { catalogPage } from '../src/pages/catalog.page.js';
import { errorPage } from '../src/pages/error.page.js';
import { homePage } from '../src/pages/home.page.js';
import { postHtml, postInsideHtml } from '../src/posts/post.html.js';
import { threadFrame } from '../src/threads/thread.page.js';
import {
  aBoard,
  aBoardPage,
  aCatalog,
  aPhoto,
  aPost,
  aPreview,
  aThread,
  aVideo,
  boards as someBoards,
  EPOCH,
} from './views.ts';

export const LOOK = 'testlook0001';
const templates = new Templates({ look: LOOK, publicOrigin: 'https://board.example', mediaOrigin: '' });
const boards = [aBoard(), aBoard({ slug: 'pr', title: 'R&D "quoted"', description: '', lastPostAt: null })];
const hostile = '"><script>alert(1)</script>\u202e';

const site = { version: 3, name: hostile, about: hostile, contact: `https://board.example/${hostile}` };
const around = { boards, site };

const posts = [
  aPost({ no: 100, subject: hostile, files: [aPhoto()], backlinks: [101], body: [{ t: 'p', c: [hostile] }] }),
  aPost({
    no: 101,
    name: hostile,
    trip: '!WokonZwxw2',
    sage: true,
    filesGone: true,
    cites: [100],
    farCites: [
      { board: 'b', thread: 30, no: 40, dead: false },
      { board: 'pr', thread: 50, no: 50, dead: false },
      { board: 'b', thread: 100, no: 99, dead: true },
    ],
    farBacklinks: [
      { board: 'b', thread: 30, no: 41 },
      { board: 'pr', thread: 50, no: 51 },
    ],
    body: [
      {
        t: 'p',
        c: [
          { t: 'cite', no: 100 },
          { t: 'cite', no: 9 },
          { t: 'cite', no: 40 },
          { t: 'cite', no: 50, board: 'pr' },
          { t: 'cite', no: 99 },
          { t: 'board', board: 'pr' },
          { t: 's', c: ['gone'] },
        ],
      },
    ],
  }),
  aPost({
    no: 102,
    spoiler: true,
    files: [aPhoto({ mime: 'image/gif', animated: true, originalName: hostile }), aVideo({ audio: true })],
    body: [
      { t: 'q', c: ['>x'] },
      { t: 'p', c: [] },
      { t: 'fence', lang: 'js', v: hostile },
      {
        t: 'p',
        c: [
          { t: 'link', v: 'https://example.org/' },
          { t: 'code', v: hostile },
        ],
      },
      { t: 'p', c: [{ t: 'spoiler', c: [{ t: 'b', c: [{ t: 'i', c: [hostile] }] }] }] },
    ],
  }),
];

function threadPage(
  lang: Lang,
  changes: Parameters<typeof aThread>[0],
  { latest = false, here = aBoard() } = {},
): string {
  const thread = aThread({ replies: 2, files: 3, ...changes });
  const frame = threadFrame(
    templates,
    lang,
    { thread, card: { words: hostile, picture: aPhoto() } },
    { epoch: EPOCH, version: 3, latest },
    { here, around },
  );
  const drawn = posts.map((post) => {
    const page = latest ? '/b/thread/100' : '';
    const inside = postInsideHtml(templates, lang, post, { board: 'b', page, whole: '' });
    return postHtml(templates, lang, post, { board: 'b', thread: 100, page, inside });
  });
  return frame.head + drawn.join('') + frame.tail;
}

function anArchive(changes: Partial<ArchiveView>): ArchiveView {
  const at = '2026-11-23T12:05:00.000Z';
  const thread = { no: 40, subject: '', words: hostile, replies: 2, files: 1, createdAt: at, archivedAt: at };
  const threads = [thread, { ...thread, no: 39, subject: hostile }, { ...thread, no: 38, words: '' }];
  return { epoch: EPOCH, version: 3, board: aBoard(), page: 1, pages: 1, threads, ...changes };
}

/** Every page there is, in a language, in each of its states, with hostile content where people can write. */
export function everyPage(lang: Lang): Record<string, string> {
  const [op, ...last] = posts;
  const previews = [
    aPreview({
      thread: aThread({ locked: true }),
      op,
      last,
      omittedPosts: 5,
      omittedFiles: 1,
      cut: [102],
    }),
    aPreview({ thread: aThread({ no: 300 }), op: aPost({ no: 300 }) }),
  ];
  const cards = [
    { thread: aThread({ subject: hostile, locked: true, replies: 2, files: 1 }), op: posts[0] ?? aPost() },
    { thread: aThread({ no: 300 }), op: aPost({ no: 300 }) },
  ];
  const values = {
    text: `\n${hostile}`,
    subject: hostile,
    sage: true,
    name: hostile,
    spoiler: true,
    password: hostile,
  };
  const files = [{ token: 'sealed.token', mime: 'image/png', width: 10, height: 20, bytes: 4_000 }];
  const flood = { kind: 'rate_limited', reason: 'flood', details: { retryMs: 2_000 } } as const;
  const reused = {
    kind: 'conflict',
    reason: 'form_reused',
    details: { board: 'b', thread: 100, no: 101 },
  } as const;
  const lost = { kind: 'not_found', reason: 'board_not_found', details: { board: 'x' } } as const;
  const broken = { kind: 'internal', reason: 'internal', incident: 'a1b2' } as const;
  return {
    home: homePage(templates, lang, { ...someBoards(...boards), site }),
    'home with a closed board': homePage(templates, lang, someBoards(aBoard({ closed: true }))),
    'home without boards': homePage(templates, lang, someBoards()),
    board: boardPage(templates, lang, aBoardPage({ page: 5, pages: 9, threads: previews }), around),
    'board without threads': boardPage(templates, lang, aBoardPage({ threads: [] }), around),
    'closed board': boardPage(templates, lang, aBoardPage({ board: aBoard({ closed: true }) }), around),
    archive: archivePage(templates, lang, anArchive({ page: 2, pages: 3 }), around),
    'archive without threads': archivePage(templates, lang, anArchive({ threads: [] }), around),
    catalog: catalogPage(templates, lang, aCatalog({ cards, sort: 'replies', page: 2, pages: 3 }), around),
    'catalog without threads': catalogPage(templates, lang, aCatalog({ cards: [] }), around),
    thread: threadPage(lang, { subject: hostile }),
    'long thread': threadPage(lang, { replies: 101 }),
    'end of a thread': threadPage(lang, { replies: 90 }, { latest: true }),
    'locked thread': threadPage(lang, { locked: true }),
    'thread on a closed board': threadPage(lang, {}, { here: aBoard({ closed: true }) }),
    'archived thread': threadPage(lang, { archived: true }),
    'thread at its bump limit': threadPage(lang, { bumping: false }),
    'not found': errorPage(templates, lang, { status: 404, error: lost, back: '/b/' }, around),
    'our fault': errorPage(templates, lang, { status: 500, error: broken }, { boards: [] }),
    'refused form': formPage(templates, lang, aBoard(), { thread: 100, values, files, error: flood }, around),
    'reused form': formPage(templates, lang, aBoard(), { thread: null, values, error: reused }, around),
    'posted form': formPage(
      templates,
      lang,
      aBoard(),
      { thread: 100, posted: { thread: 100, no: 7 } },
      around,
    ),
  };
}
