import { expect, it } from 'vitest';
import type { Body, Inline } from './body.view.js';
import { firstWords } from './first-words.js';

const lines = (...texts: Inline[][]): Body => texts.map((c) => ({ t: 'p', c }));

it.each<[string, Body, string]>([
  ['nothing', [], ''],
  ['two lines', lines(['one'], ['two']), 'one two'],
  [
    'marks',
    lines([
      { t: 'b', c: ['bold'] },
      ' and ',
      { t: 's', c: [{ t: 'i', c: ['both'] }] },
      ' ',
      { t: 'code', v: 'code' },
    ]),
    'bold and both code',
  ],
  [
    'a quote and cites',
    [
      { t: 'q', c: ['>somebody said'] },
      ...lines([
        'I ',
        { t: 'cite', no: 5 },
        ' ',
        { t: 'cite', no: 7, board: 'pr' },
        ' ',
        { t: 'board', board: 'b' },
      ]),
    ],
    'I >>5 >>>/pr/7 >>>/b/',
  ],
  [
    'a spoiler',
    lines(['who did it: ', { t: 'spoiler', c: ['the ', { t: 'b', c: ['butler'] }] }, '!']),
    'who did it: █████!',
  ],
  ['a fence', [{ t: 'fence', lang: 'js', v: 'let a;\n  let b;\n' }], 'let a; let b;'],
  ['too many words', lines(['long words that go on and on']), 'long words that go…'],
  ['one long word', lines(['x'.repeat(60)]), `${'x'.repeat(21)}…`],
  ['a character of two units at the end', lines([`${'x'.repeat(20)}\u{1f600}y`]), `${'x'.repeat(20)}…`],
])('%s - is told in one line', (_what, body, words) => expect(firstWords(body, 21)).toBe(words));
