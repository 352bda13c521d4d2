import type { FileView } from '@board/contracts';
import { describe, expect, it } from 'vitest';
import { FileTokens } from './file-tokens.service.js';

const sha = 'a'.repeat(64);
const uuid = '0197a1c0-0000-7000-8000-000000000000';
const file: FileView = {
  name: `${sha}.${uuid}.jpg`,
  sha,
  mime: 'image/jpeg',
  width: 3,
  height: 2,
  bytes: 10,
  thumb: { name: `${sha}.${uuid}.thumb.webp`, width: 3, height: 2 },
};
const tokens = new FileTokens({ TOKEN_KEY: 'token-key-of-at-least-32-characters' });
const scope = { cloak: 'c'.repeat(32), board: 'b' };
const HOUR = 3_600_000;

describe('a token of an accepted file', () => {
  const token = tokens.seal(file, scope, 1_000);

  it('gives the file back to its visitor on its board within the hour', () => {
    expect(tokens.open(token, scope, 1_000 + HOUR)).toEqual(file);
  });

  it('does not show where the file is', () => {
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain(sha.slice(0, 8));
  });

  it('is another each time, for the same file', () => {
    expect(tokens.seal(file, scope, 1_000)).not.toBe(token);
  });

  it.each([
    ['an hour later', token, scope, 1_001 + HOUR],
    ['for another visitor', token, { ...scope, cloak: 'd'.repeat(32) }, 1_000],
    ['on another board', token, { ...scope, board: 'pr' }, 1_000],
    ['cut', token.slice(0, -4), scope, 1_000],
    ['empty', '', scope, 1_000],
    ['garbage', 'x'.repeat(300), scope, 1_000],
    ['not of our alphabet', '<script>', scope, 1_000],
    ['endless', 'A'.repeat(100_000), scope, 1_000],
    [
      'sealed with another key',
      new FileTokens({ TOKEN_KEY: 'z'.repeat(32) }).seal(file, scope, 1_000),
      scope,
      1_000,
    ],
  ])('is refused %s', (_case, given, where, now) => {
    expect(() => tokens.open(given, where, now)).toThrow(
      expect.objectContaining({ reason: 'file_token_invalid' }),
    );
  });

  it('is refused with any one byte changed', () => {
    const bytes = Buffer.from(token, 'base64url');
    for (const at of bytes.keys()) {
      const tampered = Buffer.from(bytes);
      tampered[at] = (tampered[at] as number) ^ 1;
      expect(() => tokens.open(tampered.toString('base64url'), scope, 1_000)).toThrow('no longer kept');
    }
  });
});
