import { createHash } from 'node:crypto';

export interface Content {
  board: string;
  thread: number | null;
  text: string;
  subject: string;
  sage: boolean;
  files: { sha: string }[];
}

/** What makes two sendings of a form the same: place, text, subject, options and the uploaded bytes, in their order. */
export function contentHash(content: Content): string {
  const { board, thread, text, subject, sage, files } = content;
  const whole = JSON.stringify([board, thread, text, subject, sage, files.map((file) => file.sha)]);
  return createHash('sha256').update(whole).digest('hex');
}
