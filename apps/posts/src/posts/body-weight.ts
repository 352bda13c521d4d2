import type { Body, Inline } from '@board/contracts';

/*
 * About how many bytes a post costs when it is drawn, so that an answer that is drawn into one message stays below
 * 512 kB. Deliberately on the high side: tags around a mark, a link twice, every escapable character escaped.
 */
const POST = 1_500;
const FILE = 1_200;
const LINE = 30;
const MARK = 100;
/** Both names of a board and three numbers, at their longest. */
const CITE = 150;
const ESCAPED = 6;
/** How one post cites another, and how it is cited: a link each. */
export const EDGE_WEIGHT = 80;
export const FAR_EDGE_WEIGHT = 150;

/** `name` is the poster's; `files`: what each file of the post is called, '' for nothing, and drawn three times: as text, whole, and for saving. */
export function postWeight(body: Body, name: string, files: string[]): number {
  const weights = files.reduce((sum, file) => sum + FILE + 3 * textWeight(file), 0);
  return POST + textWeight(name) + weights + bodyWeight(body);
}

export function bodyWeight(body: Body): number {
  return body.reduce((sum, block) => sum + LINE + blockWeight(block), 0);
}

export function inlineWeight(inline: Inline): number {
  if (typeof inline === 'string') return textWeight(inline);
  if (inline.t === 'code') return MARK + textWeight(inline.v);
  if (inline.t === 'link') return MARK + 2 * textWeight(inline.v);
  if (inline.t === 'cite' || inline.t === 'board') return CITE;
  return MARK + inlinesWeight(inline.c);
}

function blockWeight(block: Body[number]): number {
  return block.t === 'fence' ? MARK + textWeight(block.v) : inlinesWeight(block.c);
}

function inlinesWeight(inlines: Inline[]): number {
  return inlines.reduce((sum, inline) => sum + inlineWeight(inline), 0);
}

function textWeight(text: string): number {
  const escapable = text.match(/[&<>"'`=]/g)?.length ?? 0;
  return Buffer.byteLength(text) + escapable * (ESCAPED - 1);
}
