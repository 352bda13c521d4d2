import { describe, expect, it } from 'vitest';
import { etagOf, parseEtags, parseFresh, parseStamp, wantedBy } from './claim.js';

const EPOCH = 'abcd1234';

describe('claims', () => {
  it('a stamp - is an epoch and a version, and nothing else', () => {
    expect(parseStamp('abcd1234.17')).toEqual({ epoch: EPOCH, version: 17 });
    for (const wrong of [
      undefined,
      '',
      '17',
      'abcd1234.',
      'abcd1234.-1',
      'ABCD1234.1',
      'abcd1234.1x',
      'abcd1234.1.2',
      'abcd12345.1',
    ]) {
      expect(parseStamp(wrong), String(wrong)).toBeUndefined();
    }
    expect(parseStamp(`abcd1234.${'9'.repeat(16)}`)).toBeUndefined();
  });

  it('an ETag - counts only when it is ours, of this look, language and epoch; of several the newest does', () => {
    const tag = (look: string, lang: string, epoch: string, version: number): string =>
      etagOf(look, lang, { epoch, version });
    const read = (header: string | undefined): number | undefined =>
      parseEtags(header, 'look1', 'en', EPOCH)?.version;
    expect(read(tag('look1', 'en', EPOCH, 3))).toBe(3);
    expect(read(`"other", ${tag('look1', 'en', EPOCH, 3)}, "look1-en-${EPOCH}.9"`)).toBe(9);
    for (const other of [
      tag('look2', 'en', EPOCH, 3),
      tag('look1', 'ru', EPOCH, 3),
      tag('look1', 'en', 'zzzz1234', 3),
      '*',
      '',
      undefined,
    ]) {
      expect(read(other), String(other)).toBeUndefined();
    }
    expect(read(`${'"x", '.repeat(1_000)}${tag('look1', 'en', EPOCH, 3)}`)).toBeUndefined();
  });

  it('the cookie of fresh posts - keeps four, and skips what it cannot read', () => {
    const one = `${EPOCH}.b.12.40.3`;
    expect(parseFresh(one)).toEqual([
      { epoch: EPOCH, board: 'b', thread: 12, boardVersion: 40, threadVersion: 3 },
    ]);
    expect(parseFresh(`nonsense~${one}~~${one}~${one}`)).toHaveLength(2);
    expect(parseFresh(undefined)).toEqual([]);
    expect(parseFresh('~'.repeat(10_000))).toEqual([]);
  });

  it('fresh posts - want their thread, their board, and a home page that knows of them', () => {
    const posts = parseFresh(`${EPOCH}.b.12.40.3~${EPOCH}.b.12.41.4~${EPOCH}.pr.7.9.2~zzzz1234.b.12.99.99`);
    const wanted = (place: Parameters<typeof wantedBy>[1], told = 0): number | undefined =>
      wantedBy(posts, place, EPOCH, () => told);
    expect(wanted({ page: 'thread', board: 'b', thread: 12 })).toBe(4);
    expect(wanted({ page: 'thread', board: 'pr', thread: 12 })).toBeUndefined();
    expect(wanted({ page: 'board', board: 'b', number: 2 })).toBe(41);
    expect(wanted({ page: 'board', board: 'test', number: 1 })).toBeUndefined();
    expect(wanted({ page: 'home' }, 40)).toBe(Infinity);
    expect(wanted({ page: 'home' }, 41)).toBeUndefined();
  });
});
