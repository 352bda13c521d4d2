import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../servers/index.ts';
import { ROOT } from './settings.ts';
import type { Say } from './programs.ts';

const STAMP = join(ROOT, 'node_modules', '.cache', 'board', 'build');
/** What the compiler reads and writes of an app or library, and at the root. */
const PARTS = ['src', 'dist', 'package.json', 'tsconfig.json', 'tsconfig.app.json'];
const AT_ROOT = /^(tsconfig.*|package-lock)\.json$/;

/** Compiles when a source or a result is not as the last build left it. */
export async function buildIfNeeded(say: Say): Promise<void> {
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint()) return;
  await build(say);
}

/** Compiles what changed. Throws with the compiler's words. */
export async function build(say: Say): Promise<void> {
  const started = Date.now();
  say('Building …');
  await compile([ROOT]);
  await copyAssets();
  await mkdir(dirname(STAMP), { recursive: true });
  await writeFile(STAMP, fingerprint());
  say(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

/** Compiles what changed in projects and in those that they refer to. Throws with the compiler's words. */
export async function compile(projects: string[]): Promise<void> {
  await run(process.execPath, [join(ROOT, 'node_modules/@typescript/native/bin/tsc'), '-b', ...projects]);
}

/** Puts what is not TypeScript beside what was compiled. */
export async function copyAssets(): Promise<void> {
  await run(process.execPath, [join(ROOT, 'tools/copy-assets.ts')]);
}

/** Of every source and result: name, size and time of change. Each call of a command waits for this. */
function fingerprint(): string {
  const workspaces = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => join(folder, name)),
  );
  const files = [
    ...readdirSync(ROOT).filter((name) => AT_ROOT.test(name)),
    ...workspaces.flatMap((workspace) => PARTS.flatMap((part) => filesBelow(join(workspace, part)))),
  ];
  const lines = files.map((file) => {
    const { size, mtimeMs } = statSync(join(ROOT, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
}

/** The files of a folder and of those in it; a file is its own; what is not there has none. */
function filesBelow(path: string): string[] {
  const found = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found ? [path] : [];
  return readdirSync(join(ROOT, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
}
