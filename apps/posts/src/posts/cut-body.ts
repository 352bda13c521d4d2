import type { Body, Fence, Inline, Line } from '@board/contracts';
import { inlineWeight } from './body-weight.js';

/** How much of a post is shown. `bytes` are of what is drawn. */
export interface Room {
  readonly lines: number;
  readonly chars: number;
  readonly bytes: number;
}

/** On a board page, which has up to forty posts and may be 512 kB. */
const ON_BOARD: Room = { lines: 20, chars: 1_500, bytes: 6_000 };

interface Left {
  lines: number;
  chars: number;
  bytes: number;
}

/** The beginning of a body, cut in lines, characters and bytes; marks stay whole or are shortened inside. */
export function cutBody(body: Body, room: Room = ON_BOARD): { body: Body; cut: boolean } {
  const left: Left = { ...room };
  const blocks: Body = [];
  for (const block of body) {
    if (left.lines <= 0) return { body: blocks, cut: true };
    const kept = block.t === 'fence' ? cutFence(block, left) : cutLine(block, left);
    blocks.push(kept.block);
    if (kept.cut) return { body: blocks, cut: true };
  }
  return { body: blocks, cut: false };
}

function cutLine(line: Line, left: Left): { block: Line; cut: boolean } {
  left.lines -= 1;
  const { inlines, cut } = cutInlines(line.c, left);
  return { block: { t: line.t, c: inlines }, cut };
}

/** A fence is cut between its lines, so that what is shown of it is as it was typed. */
function cutFence(fence: Fence, left: Left): { block: Fence; cut: boolean } {
  const lines = fence.v.split(/(?<=\n)/);
  let shown = '';
  for (const [index, line] of lines.entries()) {
    const fits = left.lines > 0 && line.length <= left.chars && inlineWeight(line) <= left.bytes;
    if (!fits) {
      const part = index === 0 ? firstWords(line, Math.max(0, left.chars)) : shown;
      return { block: { ...fence, v: `${part}…\n` }, cut: true };
    }
    shown += line;
    left.lines -= 1;
    left.chars -= line.length;
    left.bytes -= inlineWeight(line);
  }
  return { block: fence, cut: false };
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

function lengthOf(inline: string | Extract<Inline, { v: string } | { t: 'cite' | 'board' }>): number {
  if (typeof inline === 'string') return inline.length;
  if ('v' in inline) return inline.v.length;
  return inline.t === 'cite' ? String(inline.no).length + 2 : inline.board.length + 5;
}
