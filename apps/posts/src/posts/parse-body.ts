import type { Body, Fence, Inline } from '@board/contracts';
import { type Budget, parseLine } from './parse-line.js';

/** Marks of one post beyond this many stay text: it bounds what drawing a post can cost. */
const MAX_MARKS = 1_000;

const FENCE = /^```([A-Za-z0-9+#._-]{0,20})[ \t]*$/;

/**
 * Parses a post's text into lines of marks: `>quote` lines, `>>123`, `>>>/b/123`, `>>>/b/`, http(s) links, `**bold**`,
 * `*italic*`, `~~strike~~`, `%%spoiler%%` and `` `code` ``; and into fences, between which nothing is parsed. A mark lives
 * within its line; a fence that never closes is text. Never throws; costs time in proportion to the text.
 */
export function parseBody(text: string): Body {
  if (text === '') return [];
  const budget: Budget = { marks: MAX_MARKS };
  const lines = text.split('\n');
  const lastFence = lines.findLastIndex((line) => isBareFence(line));
  const body: Body = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string;
    const lang = at < lastFence && budget.marks > 0 ? FENCE.exec(line)?.[1] : undefined;
    if (lang === undefined) {
      body.push(parseLine(line, budget));
      continue;
    }
    const fence = fenceFrom(lines, at, lang);
    budget.marks -= 1;
    body.push(fence.fence);
    at = fence.end;
  }
  return body;
}

/** A post that a text cites, by its name. */
export interface Cited {
  board: string;
  no: number;
}

/** What a text on `board` cites, each post once, in the order of the text. */
export function citedPosts(body: Body, board: string): Cited[] {
  const cited = new Map<string, Cited>();
  const collect = (inline: Inline): void => {
    if (typeof inline === 'string') return;
    if (inline.t === 'cite') {
      const post = { board: inline.board ?? board, no: inline.no };
      cited.set(`${post.board}/${post.no}`, post);
    } else if ('c' in inline) inline.c.forEach(collect);
  };
  for (const block of body) if (block.t !== 'fence') block.c.forEach(collect);
  return [...cited.values()];
}

/** The fence that opens at a line, which is before the last line that may close one. */
function fenceFrom(lines: string[], opening: number, lang: string): { fence: Fence; end: number } {
  let end = opening + 1;
  while (!isBareFence(lines[end] as string)) end += 1;
  const v = lines
    .slice(opening + 1, end)
    .map((line) => `${line}\n`)
    .join('');
  return { fence: { t: 'fence', lang, v }, end };
}

function isBareFence(line: string): boolean {
  return FENCE.exec(line)?.[1] === '';
}
