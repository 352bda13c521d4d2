import { createHash } from 'node:crypto';

export interface Content {
  board: string;
  thread: number | null;
  text: string;
  subject: string;
  sage: boolean;
  name: string;
  trip: string;
  spoiler: boolean;
  files: { sha: string }[];
}

/**
 * What makes two sendings of a form the same: place, text, subject, options, the uploaded bytes in their order, and who
 * signs, as everybody sees it. A post that nobody signs or covers has the hash that replicas of before give it.
 */
export function contentHash(content: Content): string {
  const { board, thread, text, subject, sage, files, name, trip, spoiler } = content;
  const signed = name || trip || spoiler ? [name, trip, spoiler] : [];
  const whole = [board, thread, text, subject, sage, files.map((file) => file.sha), ...signed];
  return createHash('sha256').update(JSON.stringify(whole)).digest('hex');
}
