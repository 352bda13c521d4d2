import { cpSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findDatabase } from '../local/database-folder.ts';
import type { Say } from '../local/programs.ts';
import { forgetRestoring } from '../local/restoring.ts';
import { secretsFile } from '../local/secrets.ts';
import { isDatabaseOwn, isStoreOnDisk, type Settings } from '../local/settings.ts';

/** What the data folder holds of a board; its database may be in another folder. */
function partsOf(settings: Settings): string[] {
  const { dataDir } = settings;
  const database = isDatabaseOwn(settings) ? [findDatabase(dataDir).folder] : [];
  const files = isStoreOnDisk(settings) ? [settings.STORE_DIR ?? join(dataDir, 'files')] : [];
  return [...database, ...files, join(dataDir, 'nats')].filter(isUsed);
}

const isUsed = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => !name.startsWith('.'));

/** Throws when there is a board here already. */
export function refuseUsed(settings: Settings): void {
  const { dataDir } = settings;
  const used = partsOf(settings);
  if (existsSync(secretsFile(dataDir))) used.push(secretsFile(dataDir));
  if (used.length === 0) return;
  throw new Error(
    `There is a board here already (${used.join(', ')}). Nothing was changed. Restore into an empty place (another DATA_DIR), ` +
      `or say --replace: what is here is then moved aside, into ${dataDir}/replaced-<time>/, and nothing of it is erased`,
  );
}

/** Moves the board that is here aside. Its secrets are copied, as the password of a database outside stays in use. */
export function moveAside(settings: Settings, say: Say): void {
  const { dataDir } = settings;
  const word = `replaced-${new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}`;
  const aside = join(dataDir, word);
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  if (existsSync(secretsFile(dataDir))) cpSync(secretsFile(dataDir), join(aside, 'secrets.json'));
  for (const folder of partsOf(settings)) {
    // On its own disk: what is elsewhere stays there, under another name.
    const target = dirname(folder) === dataDir ? join(aside, basename(folder)) : `${folder}.${word}`;
    renameSync(folder, target);
    say(`${folder} is kept as ${target}`);
  }
  forgetRestoring(dataDir);
}
