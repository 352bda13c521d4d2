import { keyCheck, StartRefusal } from '@board/platform';
import type { Database } from '../database/database.js';
import type { PostsConfig } from '../posts.config.js';
import { noteKey } from './identity.queries.js';

/** What another key would do to people. */
const LOSSES = {
  TRIP_KEY: 'with another one, everybody who signs with name##secret loses the name',
  PASSWORD_KEY: 'with another one, nobody can delete older posts by password',
} as const;

type Keys = Pick<PostsConfig, keyof typeof LOSSES | 'ACCEPT_CHANGED'>;

/** Throws StartRefusal when a secret is not the one that this board was made with, and the change is not meant. */
export async function checkKeys(
  database: Database,
  known: Record<string, string>,
  config: Keys,
): Promise<void> {
  for (const name of ['TRIP_KEY', 'PASSWORD_KEY'] as const) {
    const check = keyCheck(name, config[name]);
    if (known[name] === check) continue;
    if (known[name] !== undefined && !config.ACCEPT_CHANGED.has(name)) throw refusal(name);
    await noteKey(database, name, check);
  }
}

function refusal(name: keyof typeof LOSSES): StartRefusal {
  return new StartRefusal(
    `${name} is not the one this board was made with: ${LOSSES[name]}. Restore the secrets (secrets.json in the data folder, ` +
      `or ${name} where it was set) from the backup. If the change is meant: ACCEPT_CHANGED=${name}.`,
  );
}
