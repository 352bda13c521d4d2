import type { Body, Inline, Line } from '@board/contracts';
import { inlineWeight } from './body-weight.js';

/** How much of a post a board page shows. */
const LINES = 20;
const CHARS = 1_500;
/** Of what is drawn, in bytes: a page has up to forty posts, and may be 512 kB. */
const BYTES = 6_000;

interface Left {
  chars: number;
  bytes: number;
}

/** The beginning of a body, cut in lines, characters and bytes; marks stay whole or are shortened inside. */
export function cutBody(body: Body): { body: Body; cut: boolean } {
  const left: Left = { chars: CHARS, bytes: BYTES };
  const lines: Line[] = [];
  for (const line of body.slice(0, LINES)) {
    const kept = cutInlines(line.c, left);
    lines.push({ t: line.t, c: kept.inlines });
    if (kept.cut) return { body: lines, cut: true };
  }
  return { body: lines, cut: body.length > LINES };
}

function cutInlines(inlines: Inline[], left: Left): { inlines: Inline[]; cut: boolean } {
  const kept: Inline[] = [];
  for (const inline of inlines) {
    if (left.chars <= 0 || left.bytes <= 0) return { inlines: kept, cut: true };
    if (typeof inline !== 'string' && 'c' in inline) {
      left.bytes -= inlineWeight({ t: inline.t, c: [] });
      const inner = cutInlines(inline.c, left);
      kept.push({ t: inline.t, c: inner.inlines });
      if (inner.cut) return { inlines: kept, cut: true };
    } else if (typeof inline === 'string' && inline.length > left.chars) {
      kept.push(`${firstWords(inline, left.chars)}…`);
      left.chars = 0;
      return { inlines: kept, cut: true };
    } else {
      kept.push(inline);
      left.chars -= lengthOf(inline);
      left.bytes -= inlineWeight(inline);
    }
  }
  return { inlines: kept, cut: false };
}

/** At most so many characters, ending with a whole word where one ends near. */
function firstWords(text: string, chars: number): string {
  const start = text
    .slice(0, chars)
    .toWellFormed()
    .replace(/\ufffd$/, '');
  const end = start.search(/\s\S{0,40}$/);
  return end > 0 ? start.slice(0, end) : start;
}

function lengthOf(inline: string | Extract<Inline, { v: string } | { t: 'cite' }>): number {
  if (typeof inline === 'string') return inline.length;
  return inline.t === 'cite' ? String(inline.no).length + 2 : inline.v.length;
}
