import { z } from 'zod';

/** No line breaks, nothing that cannot be seen, and nothing that turns the line around. */
const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]*$/u;

/** A line of text as people type it into a title. */
function line(least: number, most: number) {
  return z
    .string()
    .trim()
    .min(least, `must have ${least} to ${most} characters`)
    .max(most, `must have ${least} to ${most} characters`)
    .regex(ONE_LINE, 'must be one line without hidden characters');
}

function whole(least: number, most: number) {
  const problem = `must be a whole number from ${least} to ${most}`;
  return z.number(problem).int(problem).min(least, problem).max(most, problem);
}

export const BoardTitle = line(1, 80);
export const BoardDescription = line(0, 300);

/**
 * What can be set on a board, each described for those who set it. Sizes in bytes, times in milliseconds. The greatest
 * values are those of a post's contract, of one message, or of what a page still shows in reasonable time.
 */
export const BoardSettings = z.object({
  title: BoardTitle.describe('what it is called'),
  description: BoardDescription.describe('what it is about, for the home page and its own'),
  order: whole(1, 999).describe('its place in lists of boards, the lowest first'),
  textChars: whole(1, 50_000).describe('characters of a text at most'),
  subjectChars: whole(1, 500).describe('characters of a subject at most'),
  files: whole(0, 20).describe('files of a post at most; 0: text alone'),
  fileBytes: whole(1_000, 1024 ** 3).describe('bytes of a file at most'),
  videoMs: whole(1_000, 3_600_000).describe('milliseconds of a video at most'),
  bumpLimit: whole(1, 10_000).describe('replies after which a thread is no longer bumped'),
  names: z
    .boolean('must be true or false')
    .describe('whether people may give a name; false: everybody is anonymous'),
  threads: whole(1, 1_000).describe('threads at most; what is beyond goes into the archive'),
});
export type BoardSettings = z.infer<typeof BoardSettings>;

const CONTACT = 'must be an e-mail address or a page (https://…)';

/** What can be set of the site as a whole. */
export const SiteSettings = z.object({
  name: line(1, 40).describe('what the whole of it is called, in titles and in the header'),
  about: line(1, 300).describe('a few words on the home page'),
  contact: z
    .string()
    .trim()
    .max(200, CONTACT)
    .pipe(z.union([z.email(), z.url({ protocol: /^https?$/, hostname: z.regexes.domain })], CONTACT))
    .describe('where people can write to: an e-mail address or a page, shown at the foot of every page'),
});
export type SiteSettings = z.infer<typeof SiteSettings>;
