import { randomBytes } from 'node:crypto';
import { globSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { compile, copyAssets } from './build.ts';
import type { House } from './house.ts';
import type { Say } from './programs.ts';
import { ROOT } from './settings.ts';
import { workspacesOf } from './workspaces.ts';

/** Editors and git write several files at once: what changes within this time (ms) is one change. */
const QUIET_MS = 60;

/**
 * Follows the sources until `signal` aborts: compiles what changed and starts again the services that it is in. What
 * does not compile is told, and the services go on as they are.
 */
export async function followSources(
  house: Pick<House, 'address' | 'parts'>,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const changed = new Set<string>();
  let wake = Promise.withResolvers<void>();
  const follow = async (folder: string): Promise<void> => {
    for await (const { filename } of watch(folder, { recursive: true, signal })) {
      if (!filename || /\.spec\.ts$|~$|\.sw.$/.test(filename)) continue;
      changed.add(relative(ROOT, join(folder, filename)));
      wake.resolve();
    }
  };
  const folders = globSync('{apps,libs}/*/src', { cwd: ROOT }).map((path) => join(ROOT, path));
  signal.addEventListener('abort', () => wake.resolve(), { once: true });
  const following = Promise.all(folders.map(follow));
  following.catch(
    (error: unknown) => signal.aborted || say(`Sources are followed no more: ${String(error)}`),
  );
  say('Sources are followed: what you change below apps/ and libs/ is compiled and started again.');
  for (;;) {
    for (const part of house.parts) part.prepare();
    await wake.promise;
    if (signal.aborted) return;
    await delay(QUIET_MS);
    wake = Promise.withResolvers();
    const files = [...changed];
    changed.clear();
    await takeOver(files, house, say);
  }
}

/** Brings changed files into the services that they belong to, and says in a line what that took. */
async function takeOver(
  files: string[],
  { address, parts }: Pick<House, 'address' | 'parts'>,
  say: Say,
): Promise<void> {
  const folders = new Set(files.map((file) => file.split('/', 2).join('/')));
  const touched = parts.filter(({ name }) => workspacesOf(`apps/${name}`).some((one) => folders.has(one)));
  if (touched.length === 0) return;
  const what = files.length > 3 ? `${files.length} files` : files.join(', ');
  const names = touched.map(({ name }) => name);
  const clock = stopwatch();
  try {
    if (files.some((file) => file.endsWith('.ts')))
      await compile(names.map((name) => join(ROOT, 'apps', name)));
    if (files.some((file) => !file.endsWith('.ts'))) await copyAssets();
  } catch (error) {
    say(`${(error as Error).message}\n${what}: does not compile; ${names.join(', ')} as before`);
    return;
  }
  const built = clock();
  const fates = await Promise.allSettled(touched.map((part) => part.renew()));
  for (const [index, fate] of fates.entries())
    if (fate.status === 'rejected') say(`${names[index]} did not come up: ${(fate.reason as Error).message}`);
  if (names.includes('renderer')) await showNewLook(address);
  const up = names.filter((_, index) => fates[index]?.status === 'fulfilled');
  if (up.length > 0) say(`${what}: built in ${built} s, ${up.join(', ')} ready again after ${clock()} s`);
}

/** A gateway goes over to a new look when it asks for a page and nobody answers in the old: so it is made to ask. */
async function showNewLook(address: string): Promise<void> {
  await fetch(`${address}/${randomBytes(8).toString('hex')}/`).catch(() => {});
}

/** Seconds since it was made. */
function stopwatch(): () => string {
  const began = performance.now();
  return () => ((performance.now() - began) / 1000).toFixed(1);
}
