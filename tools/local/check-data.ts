import { globSync } from 'node:fs';
import { isCopied } from './data-copy.ts';
import { holdsPosts } from './database-use.ts';
import { findDatabase, noteIn } from './database-folder.ts';
import { readSecrets, SECRET_NAMES, secretsFile, type Kept } from './secrets.ts';
import { isDatabaseOwn, type Settings } from './settings.ts';
import { readStoreMark, type StoreMark } from './store-mark.ts';

/** What may differ on purpose, once: the words of ACCEPT_CHANGED. */
export const accepts = ({ ACCEPT_CHANGED = '' }: Settings, word: string): boolean =>
  ACCEPT_CHANGED.split(/[\s,]+/).includes(word);

/** What the services are told of the board that was here. */
export interface Expected {
  /** The board that this must be, where there was one. */
  BOARD: string | undefined;
  ACCEPT_CHANGED: string | undefined;
  /** `true` where the data may be older than what people have seen of it. */
  RENEW_EPOCH: string | undefined;
}

/**
 * Looks at what an earlier start has left, before anything is made, and gives what the services are told of it. Throws
 * what is missing or another board's, and what to do: an absence here must not become a loss.
 */
export async function checkData(settings: Settings): Promise<Expected> {
  const secrets = readSecrets(settings.dataDir);
  const store = await readStoreMark(settings);
  const signs = signsOfUse(settings.dataDir, secrets, store);
  const isNew = isDatabaseOwn(settings) && checkDatabase(settings, signs) === 'new';
  if (!secrets && (await holdsPosts(settings))) signs.push('the database of DATABASE_URL holds posts');
  if (!secrets) checkMissingSecrets(settings, signs);
  const other = secrets?.BOARD && store.board && secrets.BOARD !== store.board;
  if (other && !accepts(settings, 'store') && !accepts(settings, 'database')) {
    throw new Error(
      `The secrets in ${secretsFile(settings.dataDir)} are of board ${secrets.BOARD}, the files in ${store.place} of ` +
        `board ${store.board}: correct DATA_DIR, STORE_DIR or S3_BUCKET, or restore both from one backup. ` +
        'If these files are meant for this board: ACCEPT_CHANGED=store npm start',
    );
  }
  return {
    BOARD: settings.env['BOARD'] ?? secrets?.BOARD ?? store.board,
    ACCEPT_CHANGED: allAccepted(settings, isNew),
    RENEW_EPOCH: isCopied(settings.dataDir) ? 'true' : settings.env['RENEW_EPOCH'],
  };
}

/** The words as services take them, with those that they entail: new secrets are new keys, beside a new database all is old. */
function allAccepted(settings: Settings, isNew: boolean): string | undefined {
  const words = settings.ACCEPT_CHANGED ? [settings.ACCEPT_CHANGED] : [];
  if (accepts(settings, 'secrets'))
    words.push(...SECRET_NAMES.filter((name) => name !== 'POSTGRES_PASSWORD'));
  if (isNew && accepts(settings, 'database')) words.push('store', 'streams');
  return words.length > 0 ? words.join(',') : undefined;
}

/** Whether the local database is there, or will be made anew. Throws when it is gone from where a board was. */
function checkDatabase(settings: Settings, signs: string[]): 'there' | 'new' {
  const { dataDir } = settings;
  const { state, folder } = findDatabase(dataDir);
  const isSound = state === 'there' || state === 'begun' || (state === 'empty' && signs.length === 0);
  if (isSound || accepts(settings, 'database')) return state === 'there' ? 'there' : 'new';
  const what =
    state === 'gone'
      ? `${noteIn(dataDir)} says that the database is in ${folder}, which is not there`
      : `There is no database in ${folder}, but ${dataDir} was used before (${signs.join(', ')})`;
  throw new Error(
    `${what}. Nothing was changed. Copy ${folder} from where the board ran, or restore a backup: ` +
      'npm run board -- restore --replace FILE. To begin with a new, empty database: ACCEPT_CHANGED=database npm start',
  );
}

function checkMissingSecrets(settings: Settings, signs: string[]): void {
  const { dataDir, env } = settings;
  const local = isDatabaseOwn(settings);
  const needed = SECRET_NAMES.filter((name) => local || name !== 'POSTGRES_PASSWORD');
  const isGiven = needed.every((name) => env[name] || env[`${name}_FILE`]);
  const used = [
    ...(local && findDatabase(dataDir).state === 'there' ? ['there is a database'] : []),
    ...signs,
  ];
  if (isGiven || used.length === 0 || accepts(settings, 'secrets')) return;
  throw new Error(
    `${secretsFile(dataDir)} is missing, but the board was used before (${used.join(', ')}). Restore that file from the ` +
      'backup, where it belongs: without it everybody loses their secure tripcode, nobody can delete older posts by ' +
      `password${local ? ", and the local database's password is lost" : ''}. ` +
      'To go on with new secrets: ACCEPT_CHANGED=secrets npm start',
  );
}

/** Whether the data folder, or its store, is of a board that was open; in words for people. */
function signsOfUse(dataDir: string, secrets: Kept | undefined, store: StoreMark): string[] {
  const signs: string[] = [];
  if (secrets?.BOARD) signs.push(`its secrets are of board ${secrets.BOARD}`);
  if (globSync('files/{files,thumbs,trash}/*', { cwd: dataDir }).length > 0) signs.push('files/ holds files');
  if (globSync('nats/jetstream/*/streams/*', { cwd: dataDir }).length > 0) signs.push('nats/ holds streams');
  if (store.board) signs.push(`the files in ${store.place} are of board ${store.board}`);
  return signs;
}
