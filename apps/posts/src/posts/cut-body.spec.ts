import type { Line } from '@board/contracts';
import { expect, it } from 'vitest';
import { bodyWeight } from './body-weight.js';
import { cutBody } from './cut-body.js';
import { parseBody } from './parse-body.js';

it('a short body - is left as it is', () => {
  const body = parseBody('one\n**two**\n>three');
  expect(cutBody(body)).toEqual({ body, cut: false });
});

it('many lines - twenty are shown', () => {
  const { body, cut } = cutBody(parseBody(Array.from({ length: 25 }, (_, n) => `line ${n}`).join('\n')));
  expect(cut).toBe(true);
  expect(body).toHaveLength(20);
});

it('a long line - ends with a whole word, inside of its mark', () => {
  const { body, cut } = cutBody(parseBody(`**${'word '.repeat(400).trim()}** after`));
  expect(cut).toBe(true);
  expect(body).toEqual([{ t: 'p', c: [{ t: 'b', c: [`${'word '.repeat(300).trim()}…`] }] }]);
});

it('a line without blanks - is cut between characters, not inside of one', () => {
  const { body } = cutBody(parseBody(`a${'\u{1f600}'.repeat(1_000)}`));
  const line = body[0] as Line;
  const text = line.c[0] as string;
  expect(text.isWellFormed()).toBe(true);
  expect(text.length).toBeLessThanOrEqual(1_501);
});

it('many marks - are cut by what they cost to draw', () => {
  const { body, cut } = cutBody(parseBody('*a* '.repeat(370)));
  expect(cut).toBe(true);
  expect(bodyWeight(body)).toBeLessThan(6_500);
});

it('a fence - is cut between its lines, and counts them', () => {
  const code = Array.from({ length: 30 }, (_, n) => `  line ${n}`);
  const { body, cut } = cutBody(parseBody(['above', '```', ...code, '```', 'below'].join('\n')));
  expect(cut).toBe(true);
  expect(body).toEqual([
    { t: 'p', c: ['above'] },
    { t: 'fence', lang: '', v: `${code.slice(0, 19).join('\n')}\n…\n` },
  ]);
});

it('a fence of one long line - is cut inside of it', () => {
  const { body, cut } = cutBody(parseBody(`\`\`\`\n${'<'.repeat(9_000)}\n\`\`\``));
  expect(cut).toBe(true);
  expect(bodyWeight(body)).toBeLessThan(10_000);
});
