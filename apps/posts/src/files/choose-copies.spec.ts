import { DomainError, type FileView } from '@board/contracts';
import { describe, expect, it } from 'vitest';
import { chooseCopies } from './choose-copies.js';

const S1 = 'a'.repeat(64);
const S2 = 'b'.repeat(64);
const file = (sha: string, copy: string): FileView => ({
  name: `${sha}.${copy}.png`,
  sha,
  mime: 'image/png',
  width: 1,
  height: 1,
  bytes: 1,
  thumb: { name: `${sha}.${copy}.thumb.webp`, width: 1, height: 1 },
});
const a = file(S1, '1');
const twin = file(S1, '2');
const other = file(S2, '1');

describe('which copy a post shows', () => {
  it('new content - is shown as offered', () => {
    expect(chooseCopies([a, other], [])).toEqual({
      shown: [a.name, other.name],
      used: [
        { name: a.name, sha: S1, view: a, uses: 1 },
        { name: other.name, sha: S2, view: other, uses: 1 },
      ],
      condemned: [],
    });
  });

  it('content that is live already - its copy is shown and the offered one condemned', () => {
    const chosen = chooseCopies([twin], [{ name: a.name, state: 'live' }]);
    expect(chosen.shown).toEqual([a.name]);
    expect(chosen.used).toMatchObject([{ name: a.name, uses: 1 }]);
    expect(chosen.condemned).toEqual([{ name: twin.name, sha: S1, view: twin }]);
  });

  it('the same file twice in one post - is one copy, shown twice', () => {
    const chosen = chooseCopies([a, twin, a], []);
    expect(chosen.shown).toEqual([a.name, a.name, a.name]);
    expect(chosen.used).toMatchObject([{ name: a.name, uses: 3 }]);
    expect(chosen.condemned).toMatchObject([{ name: twin.name }]);
  });

  it('a condemned name - is brought back', () => {
    expect(chooseCopies([a], [{ name: a.name, state: 'condemned' }])).toMatchObject({
      shown: [a.name],
      condemned: [],
    });
  });

  it('a released name - is refused, unless its content is live under another', () => {
    const released = { name: a.name, state: 'released' } as const;
    expect(() => chooseCopies([a], [released])).toThrow(DomainError);
    expect(chooseCopies([a], [released, { name: twin.name, state: 'live' }])).toMatchObject({
      shown: [twin.name],
      condemned: [],
    });
  });
});
