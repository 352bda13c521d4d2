/**
 * Completes what `tsc -b` emits: copies every file of `apps/<app>/src` that is not TypeScript to the same place in
 * `apps/<app>/dist`, and removes from `dist` whatever no longer has a source, so that a deleted template or
 * migration cannot live on in a build.
 */
import { cp, readdir, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Files below `dir`, as absolute paths; an absent directory is empty. */
async function filesBelow(dir: string): Promise<string[]> {
  if (!existsSync(dir)) return [];
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** What a file of `dist` may have come from. */
function sourcesOf(emitted: string): string[] {
  const stem = emitted.replace(/\.(js|d\.ts)(\.map)?$/, '');
  return [emitted, `${stem}.ts`];
}

async function isCurrent(from: string, to: string): Promise<boolean> {
  if (!existsSync(to)) return false;
  const [source, copy] = await Promise.all([stat(from), stat(to)]);
  return source.size === copy.size && source.mtimeMs === copy.mtimeMs;
}

async function copyApp(app: string): Promise<void> {
  const src = join(root, 'apps', app, 'src');
  const dist = join(root, 'apps', app, 'dist');
  for (const file of await filesBelow(src)) {
    if (file.endsWith('.ts')) continue;
    const target = join(dist, relative(src, file));
    if (!(await isCurrent(file, target))) await cp(file, target, { preserveTimestamps: true });
  }
}

async function removeStale(workspace: string): Promise<void> {
  const src = join(workspace, 'src');
  const dist = join(workspace, 'dist');
  for (const file of await filesBelow(dist)) {
    const path = relative(dist, file);
    if (path === '.tsbuildinfo') continue;
    if (!sourcesOf(path).some((source) => existsSync(join(src, source)))) await rm(file);
  }
}

for (const app of await readdir(join(root, 'apps'))) await copyApp(app);
for (const group of ['apps', 'libs']) {
  for (const name of await readdir(join(root, group))) await removeStale(join(root, group, name));
}
