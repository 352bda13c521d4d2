import { realpathSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cloneInto, endAllOf, processesOf, Start } from './clone.ts';

let parent: string;
let clone: string;
let dev: Start;
let address: string;

const SERVICES = ['gateway', 'posts', 'media', 'renderer'];

async function change(file: string, from: string, to: string): Promise<void> {
  const path = join(clone, file);
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
}

async function shows(path: string, words: string): Promise<void> {
  const page = async (): Promise<string> => (await fetch(address + path)).text();
  await vi.waitFor(async () => expect(await page()).toContain(words), { timeout: 60_000, interval: 50 });
}

async function pids(): Promise<Record<string, number>> {
  return Object.fromEntries(
    await Promise.all(SERVICES.map(async (name) => [name, await dev.pidOf(name)] as const)),
  );
}

/** Services that are other processes than before. */
async function renewed(before: Record<string, number>): Promise<string[]> {
  const now = await pids();
  return SERVICES.filter((name) => now[name] !== before[name]);
}

beforeAll(async () => {
  parent = realpathSync(await mkdtemp(join(tmpdir(), 'board-clones-')));
  await chmod(parent, 0o755);
  clone = join(parent, 'board');
  await cloneInto(clone);
  dev = new Start(clone, {}, ['npm', 'run', 'dev']);
  ({ address } = await dev.open());
  await dev.says(/Sources are followed/);
});

afterAll(async () => {
  if (dev?.runs) await dev.ctrlC();
  await endAllOf(parent);
  await rm(parent, { recursive: true, force: true, maxRetries: 5 });
});

test('dev - a changed template is on the page, and only the renderer was started again', async () => {
  const before = await pids();
  const home = 'apps/renderer/src/templates/pages/home.hbs';
  await change(home, '<h1>', '<h1>One ');
  await shows('/', '<h1>One ');
  await dev.says(new RegExp(`${home}: built in [\\d.]+ s, renderer ready again after `));
  expect(await renewed(before)).toEqual(['renderer']);
});

test('dev - a changed handler is compiled and answers, and only its service was started again', async () => {
  const before = await pids();
  const file = 'apps/posts/src/boards/list-boards.handler.ts';
  await change(
    file,
    'view.boards.map(boardView)',
    "view.boards.map(boardView).filter(({ slug }) => slug !== 'pr')",
  );
  await dev.says(/list-boards\.handler\.ts: built in [\d.]+ s, posts ready again/);
  const { boards } = (await (await fetch(`${address}/index.json`)).json()) as { boards: { slug: string }[] };
  expect(boards.map(({ slug }) => slug)).toEqual(['b', 'test']);
  expect(await renewed(before)).toEqual(['posts']);
});

test('dev - a changed library is taken over by the services that use it', async () => {
  const before = await pids();
  await change('libs/storage/src/names.ts', "txt: 'text/plain',", "txt: 'text/plain',\n  log: 'text/plain',");
  await dev.says(/names\.ts: built in [\d.]+ s, [a-z, ]+ ready again/);
  expect(await renewed(before)).toEqual(['gateway', 'media', 'renderer']);
});

test('dev - what does not compile is told, and the service goes on as it was', async () => {
  const before = await pids();
  const file = 'apps/gateway/src/http/robots.controller.ts';
  await change(file, 'User-agent: *', 'User-agent: * # changed');
  await shows('/robots.txt', '# changed');
  const good = await pids();
  expect(await renewed(before)).toEqual(['gateway']);

  await change(file, 'const ROBOTS = ', 'const ROBOTS: number = ');
  await dev.says(/robots\.controller\.ts.*error TS2322[^]*does not compile; gateway as before/);
  await shows('/robots.txt', '# changed');
  expect(await renewed(good)).toEqual([]);

  await change(file, 'const ROBOTS: number = ', 'const ROBOTS = ');
  await dev.says(/(robots\.controller\.ts: built in [^]*){2}/);
  await shows('/robots.txt', '# changed');
});

test('dev - a service that starts again is its understudy, and Ctrl-C ends those that stand by too', async () => {
  const understudies = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await dev.parts())
        .filter(({ name }) => name.endsWith("'s understudy"))
        .map(({ name, pid }) => [name.replace("'s understudy", ''), pid]),
    );
  const before = await vi.waitUntil(
    async () => {
      const found = await understudies();
      return SERVICES.every((name) => found[name]) && found;
    },
    { timeout: 60_000, interval: 50 },
  );
  await change('libs/contracts/src/index.ts', '', '// Changed.\n');
  await dev.says(/contracts\/src\/index\.ts: built in [\d.]+ s, [a-z, ]+ ready again/);
  expect(await pids()).toEqual(before);

  await dev.ctrlC();
  expect(processesOf(clone)).toEqual([]);
});
