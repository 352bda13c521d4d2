import type { Body, Inline } from './body.view.js';

/**
 * The first words of a text in one line without marks, at most `chars` UTF-16 units, ending with a whole word and `…`
 * where there is more. What is hidden stays hidden, and what is quoted is somebody else's.
 */
export function firstWords(body: Body, chars: number): string {
  const said = body
    .filter((block) => block.t !== 'q')
    .map((block) => (block.t === 'fence' ? block.v : block.c.map(plain).join('')));
  const text = said.join(' ').replace(/\s+/g, ' ').trim();
  if (text.length <= chars) return text;
  const start = text
    .slice(0, chars)
    .toWellFormed()
    .replace(/\ufffd$/, '');
  return `${start.replace(/\s\S{0,30}$/, '')}…`;
}

function plain(inline: Inline): string {
  if (typeof inline === 'string') return inline;
  switch (inline.t) {
    case 'spoiler':
      return '█████';
    case 'cite':
      return inline.board === undefined ? `>>${inline.no}` : `>>>/${inline.board}/${inline.no}`;
    case 'board':
      return `>>>/${inline.board}/`;
    case 'code':
    case 'link':
      return inline.v;
    default:
      return inline.c.map(plain).join('');
  }
}
