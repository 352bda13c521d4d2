import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { glob, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../servers/index.ts';
import { ROOT } from './settings.ts';
import type { Say } from './programs.ts';

const STAMP = join(ROOT, 'node_modules', '.cache', 'board', 'build');
const FILES = [
  '{apps,libs}/*/src/**',
  '{apps,libs}/*/dist/**',
  '{apps,libs}/*/{package,tsconfig}.json',
  'tsconfig*.json',
  'package-lock.json',
];

/** Compiles when a source or a result is not as the last build left it. */
export async function buildIfNeeded(say: Say): Promise<void> {
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === (await fingerprint())) return;
  await build(say);
}

/** Compiles what changed. Throws with the compiler's words. */
export async function build(say: Say): Promise<void> {
  const started = Date.now();
  say('Building …');
  await compile([ROOT]);
  await copyAssets();
  await mkdir(dirname(STAMP), { recursive: true });
  await writeFile(STAMP, await fingerprint());
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

/** Of every source and result: name, size and time of change. */
async function fingerprint(): Promise<string> {
  const lines: string[] = [];
  for await (const file of glob(FILES, { cwd: ROOT })) {
    const found = await stat(join(ROOT, file));
    if (found.isFile()) lines.push(`${file} ${found.size} ${found.mtimeMs}`);
  }
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
}
