import { bytesText } from './units.js';

/** `Thread 1 of /b/`, or `Post 60 of /b/`. */
export function postText({ board, no }: { board: string; no: number }, thread: number): string {
  return `${thread === no ? 'Thread' : 'Post'} ${no} of /${board}/`;
}

/** `1 post`, `106 posts`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `106 posts, 12 files (3.4 MB)`. */
export function amountText({ posts, files, bytes }: { posts: number; files: number; bytes: number }): string {
  const shown = files === 0 ? 'no files' : `${countText(files, 'file')} (${bytesText(bytes)})`;
  return `${countText(posts, 'post')}, ${shown}`;
}

/** A moment by the clock of this machine, to the minute. */
export function timeText(moment: string): string {
  return new Date(moment).toLocaleString('sv-SE').slice(0, 16);
}
