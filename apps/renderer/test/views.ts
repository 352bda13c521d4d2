import type {
  BoardPageView,
  BoardsView,
  BoardView,
  CatalogView,
  LivePost,
  PostedFile,
  ThreadPreview,
  ThreadView,
} from '@board/contracts';

/** Builders of what posts would tell, each complete and open to changes. */

export const EPOCH = 'k3v9x2ab';

export function aBoard(changes: Partial<BoardView> = {}): BoardView {
  return {
    slug: 'b',
    title: 'Random',
    description: 'Anything that has no board of its own',
    order: 100,
    closed: false,
    version: 7,
    threads: 21,
    lastNo: 1432,
    lastPostAt: '2026-11-23T12:05:00.000Z',
    limits: {
      textChars: 15_000,
      subjectChars: 100,
      files: 4,
      fileBytes: 20 * 1024 * 1024,
      videoMs: 180_000,
      bumpLimit: 500,
      names: true,
      threads: 150,
    },
    ...changes,
  };
}

export function boards(...list: BoardView[]): BoardsView {
  const version = list.reduce((sum, board) => sum + board.version, 0);
  return { epoch: EPOCH, version, boards: list };
}

const SHA = 'a'.repeat(64);

export function aPhoto(changes: Partial<PostedFile> = {}): PostedFile {
  const uuid = '0190b6f4-0000-7000-8000-000000000001';
  return {
    name: `${SHA}.${uuid}.jpg`,
    sha: SHA,
    mime: 'image/jpeg',
    width: 1280,
    height: 960,
    bytes: 348_160,
    thumb: { name: `${SHA}.${uuid}.thumb.webp`, width: 250, height: 188 },
    ...changes,
  };
}

export function aVideo(changes: Partial<PostedFile> = {}): PostedFile {
  const uuid = '0190b6f4-0000-7000-8000-000000000002';
  return aPhoto({
    name: `${SHA}.${uuid}.webm`,
    mime: 'video/webm',
    width: 640,
    height: 360,
    bytes: 1_572_864,
    durationMs: 12_400,
    thumb: { name: `${SHA}.${uuid}.thumb.webp`, width: 250, height: 141 },
    ...changes,
  });
}

export function aPost(changes: Partial<LivePost> = {}): LivePost {
  return {
    gone: false,
    no: 100,
    version: 1,
    bodyVersion: 1,
    createdAt: '2026-11-23T12:05:00.000Z',
    subject: '',
    name: '',
    trip: '',
    sage: false,
    body: [{ t: 'p', c: ['A post.'] }],
    files: [],
    spoiler: false,
    filesGone: false,
    cites: [],
    farCites: [],
    backlinks: [],
    farBacklinks: [],
    ...changes,
  };
}

export function aThread(changes: Partial<ThreadView> = {}): ThreadView {
  return {
    board: 'b',
    no: 100,
    version: 1,
    subject: '',
    createdAt: '2026-11-23T12:00:00.000Z',
    bumpedAt: '2026-11-23T12:05:00.000Z',
    locked: false,
    archived: false,
    bumping: true,
    replies: 0,
    files: 0,
    ...changes,
  };
}

export function aPreview(changes: Partial<ThreadPreview> = {}): ThreadPreview {
  return { thread: aThread(), op: aPost(), last: [], omittedPosts: 0, omittedFiles: 0, cut: [], ...changes };
}

export function aBoardPage(changes: Partial<BoardPageView> = {}): BoardPageView {
  return { epoch: EPOCH, version: 7, board: aBoard(), page: 1, pages: 1, threads: [aPreview()], ...changes };
}

export function aCatalog(changes: Partial<CatalogView> = {}): CatalogView {
  return {
    epoch: EPOCH,
    version: 7,
    board: aBoard(),
    sort: 'bump',
    page: 1,
    pages: 1,
    cards: [{ thread: aThread(), op: aPost() }],
    ...changes,
  };
}
