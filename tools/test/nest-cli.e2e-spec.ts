import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../servers/index.ts';
import { cloneInto } from './clone.ts';

let clone: string;
const nest = (...args: string[]): Promise<string> =>
  run('npm', ['exec', '--prefix', clone, '--', 'nest', ...args], process.env, clone);

beforeAll(async () => {
  clone = join(await realpath(await mkdtemp(join(tmpdir(), 'board-nest-'))), 'board');
  await cloneInto(clone);
  // As fresh from git: nothing is built.
  for (const lib of ['contracts', 'messaging', 'platform', 'storage'])
    await rm(join(clone, 'libs', lib, 'dist'), { recursive: true });
  await rm(join(clone, 'apps/posts/dist'), { recursive: true });
});

afterAll(() => rm(join(clone, '..'), { recursive: true, force: true }));

test('nest g - a generated service is where Nest puts it, provided by the app, and compiled by nest build', async () => {
  await nest('generate', 'service', 'weather', '--project', 'posts');
  expect(await readFile(join(clone, 'apps/posts/src/posts.module.ts'), 'utf8')).toContain(
    'providers: [WeatherService]',
  );
  await nest('build', 'posts');
  const built = join(clone, 'dist/apps/posts/apps/posts/src');
  expect(existsSync(join(built, 'weather/weather.service.js'))).toBe(true);
  expect(existsSync(join(clone, 'apps/posts/dist'))).toBe(false);
  await expect(run(process.execPath, [join(built, 'main.js')])).rejects.toThrow('DATABASE_URL: is missing');
});
