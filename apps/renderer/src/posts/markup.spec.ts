import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Body, type Inline } from '@board/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyHtml, type CiteTargets } from './body.html.js';

/** Every rule of the markup as examples; what is typed and how it is parsed are the posts' side of them. */
const folder = join(import.meta.dirname, '../../../../libs/contracts/markup');

/** A post of /b/ in thread 1; 40 is in another thread, >>>/pr/7 on another board, 30 and >>>/pr/8 are deleted. */
const place: CiteTargets = {
  board: 'b',
  page: '',
  cites: new Set([1]),
  farCites: [
    { board: 'b', thread: 20, no: 40, dead: false },
    { board: 'pr', thread: 5, no: 7, dead: false },
    { board: 'b', thread: 1, no: 30, dead: true },
    { board: 'pr', thread: 5, no: 8, dead: true },
  ],
  deadTitle: 'deleted',
};

describe.each(readdirSync(folder))('%s', (file) => {
  const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    text: string;
    body: unknown;
    html: string;
  }[];

  it.each(cases)('$text', ({ body, html }) => {
    expect(bodyHtml(Body.parse(body), place)).toBe(html);
  });
});

describe('whatever a text is parsed to', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('<script>', '</p>', '"', "'", '&amp;', '" onclick="x', 'javascript:x', '\u202e'),
  );
  const slug = fc.oneof(fc.constant('pr'), fc.stringMatching(/^[a-z0-9]{1,16}$/));
  const no = fc.constantFrom(1, 2, 7, 8, 30, 40);
  const { inline } = fc.letrec<{ inline: Inline }>((tie) => ({
    inline: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      text,
      fc.record({ t: fc.constantFrom('code', 'link'), v: text }),
      fc.record({ t: fc.constant('link'), v: text.map((v) => `https://${v}`) }),
      fc.record({ t: fc.constant('cite'), no }),
      fc.record({ t: fc.constant('cite'), no, board: slug }),
      fc.record({ t: fc.constant('board'), board: slug }),
      fc.record({
        t: fc.constantFrom('b', 'i', 's', 'spoiler'),
        c: fc.array(tie('inline'), { maxLength: 4 }),
      }),
    ) as fc.Arbitrary<Inline>,
  }));
  const block = fc.oneof(
    fc.record({ t: fc.constantFrom('p', 'q'), c: fc.array(inline, { maxLength: 5 }) }),
    fc.record({ t: fc.constant('fence'), lang: fc.stringMatching(/^[A-Za-z0-9+#._-]{0,20}$/), v: text }),
  );

  const ATTRIBUTES = '(?: (?:class|href|rel|target|title)="[^"<>]*")*';
  const ALLOWED = new RegExp(
    `^<(?:/?(?:p|strong|em|s|span|code|pre|a)|br|(?:p|span|code|pre|a|s)${ATTRIBUTES})>`,
  );

  it('is drawn with nothing but the tags and attributes of the markup, each closed', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 5 }), (given) => {
        const html = bodyHtml(given as Body, place);
        const open: string[] = [];
        for (const [tag] of html.matchAll(/<[^>]*>?/g)) {
          expect(tag).toMatch(ALLOWED);
          const [, closing, name] = /^<(\/?)(\w+)/.exec(tag) ?? [];
          if (name === 'br') continue;
          if (closing) expect(open.pop()).toBe(name);
          else open.push(name ?? '');
        }
        expect(open).toEqual([]);
        for (const [, href] of html.matchAll(/href="([^"]*)"/g))
          expect(href).toMatch(/^(?:https?:\/\/|\/[a-z0-9]+\/(?:thread\/\d+#p\d+)?$|#p\d+$)/);
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);
});
