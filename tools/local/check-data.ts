import { globSync } from 'node:fs';
import { findDatabase, noteIn } from './database-folder.ts';
import { readSecrets, SECRET_NAMES, secretsFile, type Kept } from './secrets.ts';
import type { Settings } from './settings.ts';
import { readStoreMark, type StoreMark } from './store-mark.ts';

/** What may differ on purpose, once: the words of ACCEPT_CHANGED. */
export const accepts = ({ ACCEPT_CHANGED = '' }: Settings, word: string): boolean =>
  ACCEPT_CHANGED.split(',').some((one) => one.trim() === word);

/**
 * Looks at what an earlier start has left before anything is made, and gives the board that this must be, if there was
 * one. Throws what is missing, or is another board's, and what to do: an absence here must not become a loss.
 */
export async function checkData(settings: Settings): Promise<string | undefined> {
  const secrets = readSecrets(settings.dataDir);
  const store = await readStoreMark(settings);
  const signs = signsOfUse(settings.dataDir, secrets, store);
  if (!settings.DATABASE_URL && !settings.DATABASE_URL_FILE) checkDatabase(settings, signs);
  if (!secrets) checkMissingSecrets(settings, signs);
  const other = secrets?.BOARD && store.board && secrets.BOARD !== store.board;
  if (other && !accepts(settings, 'store')) {
    throw new Error(
      `The secrets in ${secretsFile(settings.dataDir)} are of board ${secrets.BOARD}, the files in ${store.place} of ` +
        `board ${store.board}: correct DATA_DIR, STORE_DIR or S3_BUCKET, or restore both from one backup. ` +
        'If these files are meant for this board: ACCEPT_CHANGED=store npm start',
    );
  }
  return secrets?.BOARD ?? store.board;
}

function checkDatabase(settings: Settings, signs: string[]): void {
  const { dataDir } = settings;
  const { state, folder } = findDatabase(dataDir);
  const isSound = state === 'there' || state === 'begun' || (state === 'empty' && signs.length === 0);
  if (isSound || accepts(settings, 'database')) return;
  const what =
    state === 'gone'
      ? `${noteIn(dataDir)} says that the database is in ${folder}, which is not there`
      : `There is no database in ${folder}, but ${dataDir} was used before (${signs.join(', ')})`;
  throw new Error(
    `${what}. Nothing was changed. Copy ${folder} from where the board ran, or restore a backup: ` +
      'npm run board -- restore FILE. To begin with a new, empty database: ACCEPT_CHANGED=database npm start',
  );
}

function checkMissingSecrets(settings: Settings, signs: string[]): void {
  const { dataDir, env } = settings;
  const isLocal = !settings.DATABASE_URL && !settings.DATABASE_URL_FILE;
  const needed = SECRET_NAMES.filter((name) => isLocal || name !== 'POSTGRES_PASSWORD');
  const isGiven = needed.every((name) => env[name] || env[`${name}_FILE`]);
  const used = [
    ...(isLocal && findDatabase(dataDir).state === 'there' ? ['there is a database'] : []),
    ...signs,
  ];
  if (isGiven || used.length === 0 || accepts(settings, 'secrets')) return;
  throw new Error(
    `${secretsFile(dataDir)} is missing, but ${dataDir} was used before (${used.join(', ')}). Restore that file from the ` +
      'backup, where it belongs: without it everybody loses their secure tripcode, nobody can delete older posts by ' +
      `password${isLocal ? ", and the local database's password is lost" : ''}. ` +
      'To go on with new secrets: ACCEPT_CHANGED=secrets npm start',
  );
}

/** Whether the data folder, or its store, is of a board that was open; in words for people. */
function signsOfUse(dataDir: string, secrets: Kept | undefined, store: StoreMark): string[] {
  const signs: string[] = [];
  if (secrets?.BOARD) signs.push(`its secrets are of board ${secrets.BOARD}`);
  if (globSync('files/*', { cwd: dataDir, exclude: ['files/.*'] }).length > 0) signs.push('files/ holds files');
  if (globSync('nats/jetstream/*/streams/*', { cwd: dataDir }).length > 0) signs.push('nats/ holds streams');
  if (store.board) signs.push(`the files in ${store.place} are of board ${store.board}`);
  return signs;
}
