import type { ErrorKind } from './errors.js';

interface ReasonEntry {
  readonly kind: ErrorKind;
  /** English, for logs and as the last resort; pages have their own words for each reason and language. */
  readonly message: string;
  /** Which details go with it. Sizes in bytes, times in milliseconds. */
  readonly details?: readonly string[];
}

function reasons<T extends Record<string, ReasonEntry>>(table: T): { readonly [K in keyof T]: ReasonEntry } {
  return table;
}

/** Every reason of every contract, with the kind it belongs to: one word means one thing in the whole house. */
export const REASONS = reasons({
  // places
  page_not_found: { kind: 'not_found', message: 'There is no such page' },
  board_not_found: { kind: 'not_found', message: 'There is no such board', details: ['board'] },
  thread_not_found: { kind: 'not_found', message: 'There is no such thread', details: ['board', 'thread'] },
  post_not_found: { kind: 'not_found', message: 'There is no such post', details: ['board', 'no'] },
  thread_gone: { kind: 'gone', message: 'The thread was deleted', details: ['board', 'thread'] },
  thread_locked: { kind: 'conflict', message: 'The thread is locked', details: ['board', 'thread'] },
  setting_invalid: {
    kind: 'invalid',
    message: 'The setting does not take that value',
    details: ['setting', 'problem'],
  },
  thread_archived: {
    kind: 'conflict',
    message: 'The thread is in the archive',
    details: ['board', 'thread'],
  },
  board_exists: { kind: 'conflict', message: 'There is a board of that name already', details: ['board'] },
  // what a post may be
  post_empty: { kind: 'invalid', message: 'A post needs text or a file' },
  text_too_long: { kind: 'invalid', message: 'The text is too long', details: ['max', 'got'] },
  text_too_many_lines: { kind: 'invalid', message: 'The text has too many lines', details: ['max', 'got'] },
  subject_too_long: { kind: 'invalid', message: 'The subject is too long', details: ['max', 'got'] },
  name_too_long: { kind: 'invalid', message: 'The name is too long', details: ['max', 'got'] },
  names_off: { kind: 'invalid', message: 'Everybody is anonymous on this board', details: ['board'] },
  too_many_files: { kind: 'invalid', message: 'Too many files', details: ['max', 'got'] },
  form_invalid: { kind: 'invalid', message: 'The form could not be read', details: ['field'] },
  form_broken: { kind: 'invalid', message: 'The upload ended before it was whole' },
  form_type: { kind: 'unsupported', message: 'The form came in an unknown format' },
  form_reused: {
    kind: 'conflict',
    message: 'This form was already sent with other content',
    details: ['board', 'thread', 'no'],
  },
  // how often
  flood: { kind: 'rate_limited', message: 'Too soon after the last post', details: ['retryMs'] },
  too_many_uploads: { kind: 'rate_limited', message: 'Too many uploads', details: ['retryMs'] },
  too_many_tries: { kind: 'rate_limited', message: 'Too many wrong passwords', details: ['retryMs'] },
  password_wrong: { kind: 'forbidden', message: 'The post has another password, or none' },
  // files; `file` is the place in the form, from 1
  file_empty: { kind: 'invalid', message: 'The file is empty', details: ['file'] },
  file_too_big: { kind: 'too_large', message: 'The file is too big', details: ['file', 'max', 'got'] },
  form_too_big: { kind: 'too_large', message: 'The form is too big', details: ['max'] },
  file_type: {
    kind: 'unsupported',
    message: 'This kind of file is not accepted',
    details: ['file', 'found'],
  },
  file_broken: { kind: 'invalid', message: 'The file is damaged or incomplete', details: ['file'] },
  too_many_pixels: {
    kind: 'too_large',
    message: 'The picture has too many pixels',
    details: ['file', 'max', 'got'],
  },
  too_many_frames: {
    kind: 'too_large',
    message: 'The picture has too many frames',
    details: ['file', 'max', 'got'],
  },
  video_too_long: {
    kind: 'too_large',
    message: 'The video is too long',
    details: ['file', 'maxMs', 'gotMs'],
  },
  video_streams: {
    kind: 'unsupported',
    message: 'The video has streams that are not accepted',
    details: ['file', 'found'],
  },
  file_token_invalid: { kind: 'invalid', message: 'An attached file is no longer kept; attach it again' },
  file_gone: {
    kind: 'conflict',
    message: 'The stored copy of this file is going away; send it again',
    details: ['sha'],
  },
  file_banned: {
    kind: 'forbidden',
    message: 'This file is banned here',
    details: ['file', 'sha'],
  },
  media_busy: { kind: 'unavailable', message: 'All workers are busy with files' },
  store_unavailable: { kind: 'unavailable', message: 'The file store does not answer' },
  store_foreign: {
    kind: 'conflict',
    message: 'The store is of another board',
    details: ['store', 'board'],
  },
  key_changed: {
    kind: 'conflict',
    message: 'The key is not the one this board was made with',
    details: ['name'],
  },
  // the house
  cross_site: { kind: 'forbidden', message: 'The form was sent from another site' },
  method_not_allowed: { kind: 'invalid', message: 'This address does not take that method' },
  input_invalid: { kind: 'invalid', message: 'The request does not fit the contract', details: ['issues'] },
  output_invalid: { kind: 'internal', message: 'The answer does not fit the contract' },
  overloaded: { kind: 'unavailable', message: 'Too many pages are being built' },
  unavailable: { kind: 'unavailable', message: 'A part of the board does not answer' },
  timeout: { kind: 'timeout', message: 'A part of the board took too long' },
  internal: { kind: 'internal', message: 'Something went wrong' },
});

export type Reason = keyof typeof REASONS;

export function isReason(word: string): word is Reason {
  return Object.hasOwn(REASONS, word);
}
