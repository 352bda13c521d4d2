import { describe, expect, it } from 'vitest';
import { allowedAt, backFrom } from './places.js';

describe('what may be done at a path', () => {
  it.each([
    '/',
    '/b',
    '/b/',
    '/b/2',
    '/b/thread/1',
    '/b/thread/1/live',
    '/robots.txt',
    '/favicon.ico',
    '/apple-touch-icon.png',
    '/b/thread/1/last',
    '/b/thread/1/last.json',
    '/b/catalog',
    '/b/archive',
    '/b/feed.atom',
    '/b/thread/1/feed.atom',
    '/b/archive/2',
    '/b/archive.json',
    '/b/archive/2.json',
    '/b/catalog.json',
    '/index.json',
    '/b/index.json',
    '/b/2.json',
    '/b/thread/1.json',
    '/media/x.jpg',
    '/static/abc/site.css',
  ])('%s is read', (path) => expect(allowedAt(path)).toEqual(['GET', 'HEAD', 'OPTIONS']));
  it.each(['/lang', '/b/post', '/b/thread/1/post'])('%s is posted to', (path) =>
    expect(allowedAt(path)).toEqual(['POST', 'OPTIONS']),
  );
  it.each([
    '/B/',
    '/b//',
    '/b/thread/',
    '/b/thread/0',
    '/b/thread/x',
    '/b/0',
    '/.env',
    '/b/thread/1/post/',
    '/static/abc',
    '/b.json',
  ])('%s is nothing', (path) => expect(allowedAt(path)).toBeUndefined());
});

it.each([
  ['/b/thread/12/post', '/b/thread/12'],
  ['/b/post', '/b/'],
  ['/lang', '/'],
  ['/media/x', '/'],
  ['/nothing/at/all', '/nothing/'],
  ['//evil', '/'],
])('from %s one goes on to %s', (path, back) => expect(backFrom(path)).toBe(back));
