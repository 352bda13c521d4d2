import { Body, type Inline, type Line } from '@board/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { citedPosts, parseBody } from './parse-body.js';

const inline = (text: string): unknown => linesOf(parseBody(text))[0]?.c;
const b = (...c: unknown[]): unknown => ({ t: 'b', c });
const i = (...c: unknown[]): unknown => ({ t: 'i', c });
const s = (...c: unknown[]): unknown => ({ t: 's', c });
const spoiler = (...c: unknown[]): unknown => ({ t: 'spoiler', c });
const code = (v: string): unknown => ({ t: 'code', v });
const link = (v: string): unknown => ({ t: 'link', v });
const cite = (no: number): unknown => ({ t: 'cite', no });
const far = (board: string, no: number): unknown => ({ t: 'cite', board, no });
const toBoard = (board: string): unknown => ({ t: 'board', board });
const fence = (v: string, lang = ''): unknown => ({ t: 'fence', lang, v });

const linesOf = (body: Body): Line[] => body.filter((block): block is Line => block.t !== 'fence');

/** What remains when every mark is written out again as it was typed, but for blanks behind a fence. */
function typed(body: Body): string {
  const write = (part: Inline): string => {
    if (typeof part === 'string') return part;
    if (part.t === 'code') return `\`${part.v}\``;
    if (part.t === 'link') return part.v;
    if (part.t === 'board') return `>>>/${part.board}/`;
    if (part.t === 'cite') return part.board === undefined ? `>>${part.no}` : `>>>/${part.board}/${part.no}`;
    const sign = { b: '**', i: '*', s: '~~', spoiler: '%%' }[part.t];
    return sign + part.c.map(write).join('') + sign;
  };
  return body
    .map((block) =>
      block.t === 'fence' ? `\`\`\`${block.lang}\n${block.v}\`\`\`` : block.c.map(write).join(''),
    )
    .join('\n');
}

const withoutBlanksBehindFences = (text: string): string => text.replace(/^(```\S*)[ \t]+$/gm, '$1');

function depth(parts: Inline[]): number {
  return Math.max(
    0,
    ...parts.map((part) => (typeof part === 'object' && 'c' in part ? 1 + depth(part.c) : 0)),
  );
}

describe('lines', () => {
  it.each([
    ['', []],
    ['a', [{ t: 'p', c: ['a'] }]],
    [
      'a\n\nb',
      [
        { t: 'p', c: ['a'] },
        { t: 'p', c: [] },
        { t: 'p', c: ['b'] },
      ],
    ],
    ['>quoted', [{ t: 'q', c: ['>quoted'] }]],
    ['>', [{ t: 'q', c: ['>'] }]],
    ['> >>5 said', [{ t: 'q', c: ['> ', cite(5), ' said'] }]],
    ['>>5', [{ t: 'p', c: [cite(5)] }]],
    [
      '>>5\n>yes',
      [
        { t: 'p', c: [cite(5)] },
        { t: 'q', c: ['>yes'] },
      ],
    ],
    ['>>>5', [{ t: 'q', c: ['>>>5'] }]],
    ['>>>/b/5', [{ t: 'p', c: [far('b', 5)] }]],
    ['>>>/b/', [{ t: 'p', c: [toBoard('b')] }]],
    ['>>>/b/what', [{ t: 'q', c: ['>>>/b/what'] }]],
    ['>>>/B/5', [{ t: 'q', c: ['>>>/B/5'] }]],
    ['> >>>/b/5', [{ t: 'q', c: ['> ', far('b', 5)] }]],
    [' >no', [{ t: 'p', c: [' >no'] }]],
  ])('%j', (text, body) => expect(parseBody(text)).toEqual(body));
});

describe('marks', () => {
  it.each([
    ['**bold** x', [b('bold'), ' x']],
    ['*italic*', [i('italic')]],
    ['%%spoiler%%', [spoiler('spoiler')]],
    ['**a *b* c**', [b('a ', i('b'), ' c')]],
    ['***both***', [b(i('both'))]],
    ['***both* bold**', [b(i('both'), ' bold')]],
    ['%%**x**%%', [spoiler(b('x'))]],
    ['**a %%b** c%%', [b('a %%b'), ' c%%']],
    ['2 * 3 * 4', ['2 * 3 * 4']],
    ['5*3*2', ['5*3*2']],
    ['a ** b ** c', ['a ** b ** c']],
    ['100%% and 5%', ['100%% and 5%']],
    ['**open', ['**open']],
    ['****', ['****']],
    ['%%%%', ['%%%%']],
    ['**', ['**']],
    ['`a **b** >>1 http://x.y`', [code('a **b** >>1 http://x.y')]],
    ['`open **b**', ['`open ', b('b')]],
    ['``', ['``']],
    ['see >>12 and >>13.', ['see ', cite(12), ' and ', cite(13), '.']],
    ['no >>0 >>012 >>2147483648 >>99999999999', ['no >>0 >>012 >>2147483648 >>99999999999']],
    ['**>>7**', [b(cite(7))]],
    ['~~gone~~ on', [s('gone'), ' on']],
    ['~~a **b ~~ c**~~', [s('a ', b('b ~~ c'))]],
    ['~~%%***x***%%~~', [s(spoiler(b(i('x'))))]],
    ['~ about ~~~three~~~ ~~ x ~~', ['~ about ~~~three~~~ ~~ x ~~']],
    ['~~open', ['~~open']],
    ['see >>>/pr/12, >>>/pr/.', ['see ', far('pr', 12), ', ', toBoard('pr'), '.']],
    ['>>>>/b/5 >>/b/5 >>>/b/05 >>>/b', ['>>>>/b/5 >>/b/5 >>>/b/05 >>>/b']],
    ['`>>>/b/5`', [code('>>>/b/5')]],
  ] as [string, unknown][])('%j', (text, expected) => expect(inline(text)).toEqual(expected));
});

describe('links', () => {
  it.each([
    ['http://a.b/c?d=e#f', [link('http://a.b/c?d=e#f')]],
    ['go to https://a.b.', ['go to ', link('https://a.b'), '.']],
    ['(https://a.b/c)', ['(', link('https://a.b/c'), ')']],
    ['https://a.b/c_(d)', [link('https://a.b/c_(d)')]],
    ['(see https://a.b/c_(d)), ok', ['(see ', link('https://a.b/c_(d)'), '), ok']],
    ['"https://a.b/c"', ['"', link('https://a.b/c'), '"']],
    ['**https://a.b/c**', [b(link('https://a.b/c'))]],
    ['%%https://a.b/c%% x', [spoiler(link('https://a.b/c')), ' x']],
    ['*https://a.b/c*', [i(link('https://a.b/c'))]],
    ['https://пример.рф/путь', [link('https://пример.рф/путь')]],
    ['https://a.b/c%20d', [link('https://a.b/c%20d')]],
    ['xhttp://a.b', ['xhttp://a.b']],
    ['http:// http:///x https://', ['http:// http:///x https://']],
    ['javascript:alert(1) ftp://a.b data:x', ['javascript:alert(1) ftp://a.b data:x']],
    ['~~https://a.b/c~~', [s(link('https://a.b/c'))]],
    ['https://a.b/~c/~', [link('https://a.b/~c/~')]],
    ['http://a.b<script>', [link('http://a.b'), '<script>']],
    ['https://[bad', ['https://[bad']],
  ] as [string, unknown][])('%j', (text, expected) => expect(inline(text)).toEqual(expected));

  it('a link that is too long - is text', () => {
    const text = `https://a.b/${'x'.repeat(2_000)}`;
    expect(inline(text)).toEqual([text]);
  });
});

describe('fences', () => {
  const line = (...c: unknown[]): unknown => ({ t: 'p', c });

  it.each([
    ['```\n**a**\n\n  >>1\n```', [fence('**a**\n\n  >>1\n')]],
    ['```js\nx\n```', [fence('x\n', 'js')]],
    ['```c++ \nx\n``` \t', [fence('x\n', 'c++')]],
    ['a\n```\nx\n```\n**b**', [line('a'), fence('x\n'), line(b('b'))]],
    ['```\n```', [fence('')]],
    ['```\na\n```\n```\nb\n```', [fence('a\n'), fence('b\n')]],
    ['```js\na\n```js\nb\n```', [fence('a\n```js\nb\n', 'js')]],
    ['```\n**never closed**', [line('```'), line(b('never closed'))]],
    ['```js\nnever closed', [line('```js'), line('never closed')]],
    ['```\na\n```\n```\nb', [fence('a\n'), line('```'), line('b')]],
    ['```two words\na\n```', [line('```two words'), line('a'), line('```')]],
    [' ```\na\n```', [line(' ```'), line('a'), line('```')]],
    ['````\na\n````', [line('````'), line('a'), line('````')]],
  ] as [string, unknown][])('%j', (text, expected) => expect(parseBody(text)).toEqual(expected));
});

describe('whatever is typed', () => {
  const pieces = fc.constantFrom(
    '*',
    '**',
    '***',
    '%%',
    '%',
    '`',
    '~',
    '~~',
    '```',
    '\n```\n',
    '\n```js \n',
    '>',
    '>>',
    '>>12',
    '>>>/b/',
    '/',
    ' ',
    '\n',
    'a',
    'б',
    '\u{1f600}',
    'http://a.b',
    'h',
    ')',
    '(',
    '\ud800',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
  );

  it('is parsed to a body that crosses the wire, loses no character and is four marks deep at most', () => {
    fc.assert(
      fc.property(text, (given) => {
        const body = parseBody(given);
        expect(Body.parse(body)).toEqual(body);
        expect(withoutBlanksBehindFences(typed(body))).toBe(withoutBlanksBehindFences(given));
        expect(Math.max(0, ...linesOf(body).map((line) => depth(line.c)))).toBeLessThanOrEqual(4);
        const strings = linesOf(body)
          .flatMap((line) => line.c)
          .filter((part) => part === '');
        expect(strings).toEqual([]);
      }),
      { numRuns: 20_000 },
    );
  }, 60_000);

  it('a thousand marks of a post at most are drawn', () => {
    const marks = linesOf(parseBody('*a* `b` >>1 '.repeat(2_000)))
      .flatMap((line) => line.c)
      .filter((part) => typeof part === 'object');
    expect(marks).toHaveLength(1_000);
  });

  it.each([
    '*',
    '**',
    '%%',
    '`',
    '> ',
    '>>',
    '>>1 ',
    '*a ',
    '**a ',
    '%%a *b **c ',
    '** *',
    'http://',
    'http://a',
    'h',
    '(',
    'http://a.b/)))',
    '***a',
    '*a* ',
    '``',
    '\n',
    '>\n',
    '%%a**b*c',
    '~~',
    '~~a ',
    '>>>/b/1 ',
    '>>>/bbbbbbbbbbbbbbbb',
    '```\n',
    '```js\n',
    '``` \t',
    '\n```js\n```\n',
  ])('its cost grows with its length and no faster: %j', (piece) => {
    // Time of this process alone, the least of several runs: the machine may be busy with other things.
    const cost = (length: number): number => {
      const given = piece.repeat(Math.ceil(length / piece.length));
      const runs = Array.from({ length: 9 }, () => {
        const from = process.cpuUsage();
        parseBody(given);
        const { user, system } = process.cpuUsage(from);
        return user + system;
      });
      return Math.min(...runs);
    };
    cost(20_000);
    // Eight times the text: a quadratic parser takes 64 times as long.
    expect(cost(160_000) / Math.max(cost(20_000), 500)).toBeLessThan(40);
  });
});

it('a fence counts as a mark: a thousand and one are text at the end', () => {
  const body = parseBody('```\n```\n'.repeat(1_001));
  expect(body.filter((block) => block.t === 'fence')).toHaveLength(1_000);
});

it('the posts that a body cites - are named once, wherever they stand but in code', () => {
  const body = parseBody('>>3 **>>1 %%>>2%%** >>>/b/3\n> >>3 `>>9` >>>/pr/3 >>>/pr/\n```\n>>8\n```');
  expect(citedPosts(body, 'b')).toEqual([
    { board: 'b', no: 3 },
    { board: 'b', no: 1 },
    { board: 'b', no: 2 },
    { board: 'pr', no: 3 },
  ]);
});
