import { expect, it } from 'vitest';
import { Dice } from './dice.ts';
import { draw } from './scenes.ts';
import { type Talk, talksOf } from './talks.ts';

const talks = (posts: number, seed = 1): Talk[] => [...talksOf(posts, new Dice(seed))];
const postsOf = (some: Talk[]) => some.flatMap((talk) => talk.posts);

it.each([1, 2, 10, 999, 5_000])('talks of %i posts - have exactly so many', (posts) => {
  expect(postsOf(talks(posts))).toHaveLength(posts);
});

it('talks - are the same for the same seed, and others for another', () => {
  expect(talks(300)).toEqual(talks(300));
  expect(talks(300, 2)).not.toEqual(talks(300));
});

it('a cite - leads to an earlier post of its talk', () => {
  for (const { posts } of talks(3_000)) {
    for (const [place, { text }] of posts.entries()) {
      for (const [, index] of text.matchAll(/>>\{(\d+)\}/g)) expect(Number(index)).toBeLessThan(place);
      expect(text.replaceAll(/>>\{\d+\}/g, '')).not.toMatch(/undefined|>>|[{}]/);
    }
  }
});

it('talks - have what a board has: both languages, cites, quotes, spoilers, pictures, covered ones, films, names, sage and a long one', () => {
  const posts = postsOf(talks(3_000));
  const text = posts.map((post) => post.text).join('\n');
  for (const part of [/[a-z]{4}/, /[а-я]{4}/, /^>>\{/m, /^>[^>]/m, /^%%.+%%$/m]) expect(text).toMatch(part);
  const scenes = new Set(posts.flatMap(({ pictures }) => pictures.map(({ scene }) => scene)));
  expect([...scenes].toSorted()).toEqual(['dusk', 'film', 'leaf', 'night', 'sea', 'tea']);
  expect(posts.some(({ name }) => name.includes('#'))).toBe(true);
  expect(posts.some(({ sage }) => sage)).toBe(true);
  expect(posts.some(({ pictures, spoiler }) => pictures.length > 1 && !spoiler)).toBe(true);
  expect(posts.some(({ pictures, spoiler }) => pictures.length > 0 && spoiler)).toBe(true);
  expect(Math.max(...talks(3_000).map((talk) => talk.posts.length))).toBeGreaterThan(100);
});

it.each(['tea', 'film'] as const)(
  'the picture %s - is the same bytes each time',
  { timeout: 60_000 },
  async (scene) => {
    const [one, two] = [await draw(scene, 120), await draw(scene, 120)];
    expect(one.bytes.equals(two.bytes)).toBe(true);
    expect((await draw(scene)).bytes.equals(one.bytes)).toBe(false);
  },
);
