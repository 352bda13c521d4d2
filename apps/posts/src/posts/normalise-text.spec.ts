import { expect, it } from 'vitest';
import { isBlank, normaliseLine, normaliseText } from './normalise-text.js';

it.each([
  ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
  ['\n \n\t\n  indented\n\n', '  indented'],
  ['nul\u0000 bell\u0007 escape\u001b tab\there', 'nul bell escape tab\there'],
  ['half \ud800 of a pair', 'half \ufffd of a pair'],
  ['e\u0301', '\u00e9'],
  ['\ufeffmark', 'mark'],
  ['   ', ''],
])('a text %j - is kept as %j', (given, kept) => expect(normaliseText(given)).toBe(kept));

it('a subject - is one line', () => expect(normaliseLine(' two\r\nlines \t here ')).toBe('two lines here'));

it.each(['', ' \n\t', '\u200b\u200d', '\u3164', '\u2800', '\u00ad\u2060'])('%j - shows nothing', (text) =>
  expect(isBlank(text)).toBe(true),
);
it.each(['.', 'я', '\u{1f600}', '\u200ba'])('%j - shows something', (text) =>
  expect(isBlank(text)).toBe(false),
);

it('a long run of blank lines - costs no more than its length', () => {
  const from = process.cpuUsage();
  normaliseText(`${' '.repeat(50_000)}x${' \n'.repeat(25_000)}`);
  // Milliseconds when linear; half a minute when every blank is tried as a beginning.
  expect(process.cpuUsage(from).user).toBeLessThan(1_000_000);
});
