import { type BoardLimits, DomainError } from '@board/contracts';
import { isBlank } from './normalise-text.js';

/*
 * Who may post what. Pure: admit and create are judged by the very same functions. Each throws the refusal.
 */

/** More lines than this are a nuisance on any screen; marks and lines also bound what a post costs to draw. */
export const TEXT_LINES = 500;
/** Of a name, in UTF-16 units; what makes a trip does not count. */
const NAME_CHARS = 100;

export interface Draft {
  board: string;
  text: string;
  subject: string;
  name: string;
  trip: string;
  files: { bytes: number; durationMs?: number | undefined }[];
}

export interface Place {
  board: string;
  thread: number;
  found: { state: 'live' | 'trash' | 'purged'; locked: boolean; archived: boolean } | null;
}

/** Whether anybody may post on a board. Throws board_closed. */
export function judgeBoard(board: string, closed: boolean): void {
  if (closed) throw new DomainError('board_closed', { board });
}

/** Whether a thread takes replies. Throws thread_not_found, thread_gone, thread_archived, thread_locked. */
export function judgeThread({ board, thread, found }: Place): void {
  if (!found) throw new DomainError('thread_not_found', { board, thread });
  if (found.state !== 'live') throw new DomainError('thread_gone', { board, thread });
  if (found.archived) throw new DomainError('thread_archived', { board, thread });
  if (found.locked) throw new DomainError('thread_locked', { board, thread });
}

/** Whether a board allows such a post. Characters are UTF-16 units, as a form's `maxlength` counts them. */
export function judgeContent(draft: Draft, limits: BoardLimits): void {
  if (isBlank(draft.text) && draft.files.length === 0) throw new DomainError('post_empty');
  within('text_too_long', limits.textChars, draft.text.length);
  within('text_too_many_lines', TEXT_LINES, draft.text.split('\n').length);
  within('subject_too_long', limits.subjectChars, draft.subject.length);
  if (!limits.names && (draft.name || draft.trip)) throw new DomainError('names_off', { board: draft.board });
  within('name_too_long', NAME_CHARS, draft.name.length);
  within('too_many_files', limits.files, draft.files.length);
  draft.files.forEach((file, index) => {
    const at = index + 1;
    if (file.bytes > limits.fileBytes) {
      throw new DomainError('file_too_big', { file: at, max: limits.fileBytes, got: file.bytes });
    }
    if (file.durationMs !== undefined && file.durationMs > limits.videoMs) {
      throw new DomainError('video_too_long', { file: at, maxMs: limits.videoMs, gotMs: file.durationMs });
    }
  });
}

/** Whether the files of a post may be shown at all. `banned` are the contents that may not. Throws file_banned. */
export function judgeFiles(shas: readonly string[], banned: readonly string[]): void {
  const index = shas.findIndex((sha) => banned.includes(sha));
  if (index >= 0) throw new DomainError('file_banned', { file: index + 1, sha: shas[index] as string });
}

/** When a poster acted last, in milliseconds since the epoch, by the database's clock. */
export interface Poster {
  now: number;
  lastPostAt: number | null;
  lastThreadAt: number | null;
}

export interface FloodLimits {
  replyMs: number;
  threadMs: number;
}

/** Throws flood while a poster must still wait. */
export function judgeFlood(poster: Poster, newThread: boolean, limits: FloodLimits): void {
  const retryMs = Math.max(
    waitAfter(poster.lastPostAt, poster.now, limits.replyMs),
    newThread ? waitAfter(poster.lastThreadAt, poster.now, limits.threadMs) : 0,
  );
  if (retryMs > 0) throw new DomainError('flood', { retryMs });
}

export interface UploadLimits {
  perMinute: number;
  perHour: number;
}

/** Throws too_many_uploads when one more upload now would be over a limit. `uploads` are moments, in any order. */
export function judgeUploads(uploads: number[], now: number, limits: UploadLimits): void {
  const retryMs = waitForTurn(uploads, now, limits);
  if (retryMs > 0) throw new DomainError('too_many_uploads', { retryMs });
}

/** Few enough that a word of six letters is not guessed in a lifetime, and enough for somebody who has several. */
const TRIES = { perMinute: 5, perHour: 30 };

/** Throws too_many_tries while a poster has given too many wrong passwords. `tries` are moments, in any order. */
export function judgeTries(tries: number[], now: number): void {
  const retryMs = waitForTurn(tries, now, TRIES);
  if (retryMs > 0) throw new DomainError('too_many_tries', { retryMs });
}

function waitForTurn(moments: number[], now: number, limits: UploadLimits): number {
  return Math.max(
    waitForRoom(moments, now, 60_000, limits.perMinute),
    waitForRoom(moments, now, 3_600_000, limits.perHour),
  );
}

/** A moment in the future means that the clock was set back: it counts for nothing, or people would wait for hours. */
function waitAfter(last: number | null, now: number, limitMs: number): number {
  if (last === null || last > now) return 0;
  return Math.max(0, Math.ceil(last + limitMs - now));
}

function waitForRoom(uploads: number[], now: number, windowMs: number, limit: number): number {
  const inWindow = uploads.filter((at) => at <= now && at > now - windowMs).sort((a, b) => a - b);
  const first = inWindow[inWindow.length - limit];
  return first === undefined ? 0 : Math.ceil(first + windowMs - now);
}

function within(
  reason: 'text_too_long' | 'text_too_many_lines' | 'subject_too_long' | 'name_too_long' | 'too_many_files',
  max: number,
  got: number,
): void {
  if (got > max) throw new DomainError(reason, { max, got });
}
