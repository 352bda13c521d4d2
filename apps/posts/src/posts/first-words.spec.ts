import { expect, it } from 'vitest';
import { firstWords } from './first-words.js';
import { parseBody } from './parse-body.js';

it.each([
  ['', ''],
  ['one\ntwo', 'one two'],
  ['**bold** and ~~*both*~~ `code`', 'bold and both code'],
  ['>somebody said\nI >>5 >>>/pr/7 >>>/b/', 'I >>5 >>>/pr/7 >>>/b/'],
  ['who did it: %%the **butler**%%!', 'who did it: █████!'],
  ['```js\nlet a;\n  let b;\n```', 'let a; let b;'],
  ['long words that go on and on', 'long words that go…'],
  ['x'.repeat(60), `${'x'.repeat(21)}…`],
  [`${'x'.repeat(20)}\u{1f600}y`, `${'x'.repeat(20)}…`],
])('%j - begins %j', (text, words) => expect(firstWords(parseBody(text), 21)).toBe(words));
