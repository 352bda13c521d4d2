import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commonConfig } from './common.config.js';
import { ConfigError, readConfig } from './config.js';

const Schema = z.object({
  ...commonConfig,
  TOKEN_KEY: z.string().min(32),
  POOL: z.coerce.number().int().default(10),
});
const KEY = 'k'.repeat(32);

function problems(env: Record<string, string>): readonly string[] {
  try {
    readConfig(Schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('Configuration', () => {
  let folder: string;
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'board-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has defaults, and takes an empty value for none', () => {
    expect(readConfig(Schema, { TOKEN_KEY: KEY, LOG_LEVEL: '', OTHER: 'x' })).toEqual({
      LOG_LEVEL: 'info',
      ACCEPT_CHANGED: new Set(),
      INTERNAL_HOST: '127.0.0.1',
      INTERNAL_PORT: 9464,
      NATS_URL: 'nats://127.0.0.1:4222',
      SHUTDOWN_GRACE_MS: 10_000,
      TOKEN_KEY: KEY,
      POOL: 10,
    });
  });

  it('names everything that is wrong at once', () => {
    expect(
      problems({ INTERNAL_PORT: '70000', NATS_URL: 'localhost', POOL: 'many', LOG_LEVEL: 'loud' }).map(
        (line) => line.split(':')[0],
      ),
    ).toEqual(['LOG_LEVEL', 'INTERNAL_PORT', 'NATS_URL', 'TOKEN_KEY', 'POOL']);
  });

  it('says of what is not there that it is missing', () => {
    expect(problems({})).toEqual(['TOKEN_KEY: is missing']);
  });

  it('never repeats a value, which may be a secret', () => {
    expect(problems({ TOKEN_KEY: 'hunter2', NATS_URL: 'http://me:hunter2@host' }).join()).not.toContain(
      'hunter2',
    );
  });

  it('takes a value from the file that the key names, without its last line break', () => {
    expect(
      readConfig(Schema, { TOKEN_KEY_FILE: file('key', `${KEY}\n`), POOL_FILE: file('pool', '3') }),
    ).toMatchObject({
      TOKEN_KEY: KEY,
      POOL: 3,
    });
  });

  it('names a file that cannot be read beside all else that is wrong', () => {
    expect(problems({ TOKEN_KEY_FILE: join(folder, 'nothing'), POOL: 'many' })).toEqual([
      'TOKEN_KEY: TOKEN_KEY_FILE cannot be read (ENOENT)',
      expect.stringMatching(/^POOL: /),
    ]);
  });

  it('does not guess which of two it should take', () => {
    expect(problems({ TOKEN_KEY: KEY, TOKEN_KEY_FILE: file('key2', KEY) })).toEqual([
      'TOKEN_KEY: is given twice, also as TOKEN_KEY_FILE',
    ]);
  });
});
