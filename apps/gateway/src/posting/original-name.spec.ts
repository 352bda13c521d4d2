import { OriginalName } from '@board/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { originalName } from './original-name.js';

describe('what a file was called', () => {
  it.each([
    ['an ordinary name', 'cat.jpg', 'cat.jpg'],
    ['one in Russian', 'Кот на окне.png', 'Кот на окне.png'],
    ['one with marks of HTML in it', '"><b>&.gif', '"><b>&.gif'],
    ['a quotation mark, as browsers write it', 'a %22b%22.gif', 'a "b".gif'],
    ['the path of a Windows folder', 'C:\\Users\\me\\cat.jpg', 'cat.jpg'],
    ['a path that climbs', '../../etc/passwd', 'passwd'],
    ['line ends, tabs and a NUL', 'a\r\nb\tc\0.jpg', 'a b c.jpg'],
    ['characters that turn the line around', 'photo\u202egpj.exe', 'photogpj.exe'],
    ['nothing to see', ' \u200b\u2066 ', undefined],
    ['nothing', '', undefined],
    ['dots alone', '..', undefined],
    ['half a character', 'a\ud83d.jpg', 'a\ufffd.jpg'],
    ['letters with marks of their own', 'e\u0301.jpg', 'é.jpg'],
  ])('%s', (_, sent, shown) => {
    expect(originalName(sent)).toBe(shown);
  });

  it('a long one - keeps its extension, and its characters whole', () => {
    expect(originalName(`${'a'.repeat(300)}.webm`)).toBe(`${'a'.repeat(95)}.webm`);
    expect(originalName(`${'😀'.repeat(99)}.webm`)).toBe(`${'😀'.repeat(47)}.webm`);
    expect(originalName(`cat.${'x'.repeat(300)}`)).toBe(`cat.${'x'.repeat(96)}`);
  });

  it('whatever is sent - is nothing, or what the contract takes', () => {
    const anything = fc.uint16Array({ maxLength: 300 }).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(anything, (sent) => {
        const name = originalName(sent);
        expect(name === undefined || OriginalName.safeParse(name).success).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
