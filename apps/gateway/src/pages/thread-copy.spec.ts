import type { Fragment } from '@board/contracts';
import { describe, expect, it } from 'vitest';
import { ThreadCopy, type ThreadDelta } from './thread-copy.js';

const post = (no: number, version: number, words = `post ${no}`): Fragment => ({
  no,
  version,
  gone: false,
  html: `<p>${words}</p>`,
});
const tombstone = (no: number, version: number): Fragment => ({ no, version, gone: true, html: '' });

function delta(version: number, ...fragments: Fragment[]): ThreadDelta {
  return {
    look: 'look1',
    epoch: 'abcd1234',
    version,
    boardVersion: 1,
    head: '<head>',
    state: `<state ${version}>`,
    tail: '<tail>',
    fragments: new Map(fragments.map((fragment) => [fragment.no, fragment])),
  };
}

describe('a copy of a thread', () => {
  it('as a page - has the posts that live, in order of number, whatever order they changed in', () => {
    const copy = new ThreadCopy(delta(3, post(9, 1), post(1, 2), tombstone(5, 3)), 0);
    copy.apply(delta(4, post(5_000, 4), post(10, 4)));
    expect(copy.page()).toBe('<head><p>post 1</p><p>post 9</p><p>post 10</p><p>post 5000</p><tail>');
  });

  it('for somebody who has seen some of it - has the state and what rose after that, tombstones too', () => {
    const copy = new ThreadCopy(delta(3, post(1, 1), post(2, 2), tombstone(3, 3)), 0);
    copy.apply(delta(5, post(1, 4, 'cited'), post(4, 5)));
    expect(copy.since(2)).toEqual({
      epoch: 'abcd1234',
      version: 5,
      html: '<state 5>\n<p>cited</p>\n<article id="p3" data-no="3" data-gone></article>\n<p>post 4</p>',
    });
    expect(copy.since(5).html).toBe('<state 5>');
  });

  it('a post that was told to be gone - is on no page at once, and is told to readers with its own version, once', () => {
    const copy = new ThreadCopy(delta(3, post(1, 1), post(2, 3)), 0);
    copy.forget([2], 4);
    expect(copy.page()).not.toContain('post 2');
    expect(copy.since(2).html).toBe('<state 3>');
    copy.apply(delta(4, tombstone(2, 4)));
    expect(copy.since(3).html).toContain('data-gone');
  });

  it('news of a deletion that comes late - does not take away what is newer', () => {
    const copy = new ThreadCopy(delta(6, post(1, 1), post(2, 6, 'restored')), 0);
    copy.forget([2], 4);
    expect(copy.page()).toContain('restored');
  });

  it('one that was shrunk - holds nothing but what comes from then on', () => {
    const copy = new ThreadCopy(delta(3, post(1, 1), post(2, 3)), 0);
    const full = copy.bytes;
    copy.shrink();
    expect(copy.floor).toBe(3);
    expect(copy.bytes).toBeLessThan(full);
    copy.apply(delta(4, post(3, 4)));
    expect(copy.since(3).html).toBe('<state 4>\n<p>post 3</p>');
  });

  it('asked for after more than there is - knows what comes after what there is', () => {
    expect(new ThreadCopy(delta(3), 900).floor).toBe(3);
  });
});
