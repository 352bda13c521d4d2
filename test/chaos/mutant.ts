import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '../..');

/** One wrong step: what stands in a compiled file, and what stands there instead. */
export interface Change {
  /** Below the root of the repository, e.g. `apps/posts/dist/outbox/relay.js`. */
  file: string;
  /** Exactly as compiled, once in the file. */
  from: string;
  to: string;
}

/**
 * Copies what is compiled and makes changes in the copy; `dispose` removes it. Throws when the text to be changed
 * is not there exactly once: then the code has moved, and the change must follow it.
 */
export async function mutate(
  changes: readonly Change[],
): Promise<{ dist: string; dispose: () => Promise<void> }> {
  const dist = await mkdtemp(join(tmpdir(), 'board-mutant-'));
  const dispose = (): Promise<void> => rm(dist, { recursive: true, force: true });
  try {
    for (const folder of ['apps', 'libs']) {
      await cp(join(REPOSITORY, folder), join(dist, folder), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (source) => !source.endsWith('/src'),
      });
    }
    await cp(join(REPOSITORY, 'package.json'), join(dist, 'package.json'));
    await linkModules(dist);
    for (const change of changes) await apply(dist, change);
    return { dist, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function apply(dist: string, { file, from, to }: Change): Promise<void> {
  const path = join(dist, file);
  const code = await readFile(path, 'utf8');
  if (code.split(from).length !== 2) throw new Error(`${file} does not have this exactly once:\n${from}`);
  await writeFile(
    path,
    code.replace(from, () => to),
  );
}

/** Everything installed as it is, but our own libraries from the copy. */
async function linkModules(dist: string): Promise<void> {
  const modules = join(dist, 'node_modules');
  await mkdir(join(modules, '@board'), { recursive: true });
  for (const name of await readdir(join(REPOSITORY, 'node_modules'))) {
    if (name !== '@board') await symlink(join(REPOSITORY, 'node_modules', name), join(modules, name));
  }
  for (const lib of ['contracts', 'messaging', 'platform', 'storage']) {
    await symlink(join(dist, 'libs', lib), join(modules, '@board', lib));
  }
}
