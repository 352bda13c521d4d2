import { z } from 'zod';
import { BoardSlug, Epoch, PostNo, Version } from '../names.js';
import { BoardView } from './board.view.js';
import { FileView } from './file.view.js';
import { LivePost } from './post.view.js';
import { SiteView } from './site.view.js';

/** A thread's own state, without its posts. */
export const ThreadView = z.object({
  board: BoardSlug,
  no: PostNo,
  version: Version,
  subject: z.string(),
  createdAt: z.iso.datetime(),
  bumpedAt: z.iso.datetime(),
  locked: z.boolean(),
  /** Whether it was pushed off the board: it is read where it was, and takes no replies. */
  archived: z.boolean().default(false),
  /** Whether replies still bump it. */
  bumping: z.boolean(),
  /** Living replies, and files of living posts, the first post's included. */
  replies: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
});
export type ThreadView = z.infer<typeof ThreadView>;

/**
 * What a thread is told of by, where a link to it is shown: the first words of its first post, in one line and without
 * what is hidden, and the first of that post's files, null where there is none or they are covered.
 */
export const ThreadCard = z.object({ words: z.string(), picture: FileView.nullable() });
export type ThreadCard = z.infer<typeof ThreadCard>;

/** A thread as a board page shows it: the first post, the last few, and how much is between. Long texts are cut (`cut`). */
export const ThreadPreview = z.object({
  thread: ThreadView,
  op: LivePost,
  last: z.array(LivePost),
  omittedPosts: z.number().int().nonnegative(),
  omittedFiles: z.number().int().nonnegative(),
  /** Numbers of the posts above whose text was cut for this page. */
  cut: z.array(PostNo),
});
export type ThreadPreview = z.infer<typeof ThreadPreview>;

/** One page of a board, most recently bumped first. `page` counts from 1. */
export const BoardPageView = z.object({
  epoch: Epoch,
  version: Version,
  board: BoardView,
  /** Owners of before do not tell it. */
  site: SiteView.optional(),
  page: z.number().int().positive(),
  pages: z.number().int().positive(),
  threads: z.array(ThreadPreview),
});
export type BoardPageView = z.infer<typeof BoardPageView>;

/** By what a catalog is ordered: last bump, opening, number of replies, number of files; the most or latest first. */
export const CatalogSort = z.enum(['bump', 'created', 'replies', 'files']);
export type CatalogSort = z.infer<typeof CatalogSort>;

/** A thread as a catalog shows it: its first post with the first words, at most one of the files, and no cites. */
export const CatalogCard = z.object({ thread: ThreadView, op: LivePost });
export type CatalogCard = z.infer<typeof CatalogCard>;

/** The living threads of a board in an order, on as few pages as a message allows. `page` counts from 1. */
export const CatalogView = z.object({
  epoch: Epoch,
  version: Version,
  board: BoardView,
  /** Owners of before do not tell it. */
  site: SiteView.optional(),
  sort: CatalogSort,
  page: z.number().int().positive(),
  pages: z.number().int().positive(),
  cards: z.array(CatalogCard),
});
export type CatalogView = z.infer<typeof CatalogView>;

/** A thread as the archive lists it. `words` are the first of its first post, in one line. */
export const ArchivedThread = z.object({
  no: PostNo,
  subject: z.string(),
  words: z.string(),
  replies: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
  createdAt: z.iso.datetime(),
  archivedAt: z.iso.datetime(),
});
export type ArchivedThread = z.infer<typeof ArchivedThread>;

/** One page of a board's archive, most recently archived first. `page` counts from 1. */
export const ArchiveView = z.object({
  epoch: Epoch,
  version: Version,
  board: BoardView,
  /** Owners of before do not tell it. */
  site: SiteView.optional(),
  page: z.number().int().positive(),
  pages: z.number().int().positive(),
  threads: z.array(ArchivedThread),
});
export type ArchiveView = z.infer<typeof ArchiveView>;

/** The first posts of a board's newest threads, the newest first, archived ones too. Long texts are cut (`cut`). */
export const NewThreadsView = z.object({
  epoch: Epoch,
  version: Version,
  board: BoardView,
  /** Owners of before do not tell it. */
  site: SiteView.optional(),
  posts: z.array(LivePost),
  /** Numbers of the posts above whose text was cut. */
  cut: z.array(PostNo),
});
export type NewThreadsView = z.infer<typeof NewThreadsView>;
