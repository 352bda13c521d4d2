import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runningDatabase } from './find-database.ts';
import { findNats } from './find-nats.ts';
import { httpPlace, internalPlace, refuseTaken, type Service, startAt } from './ports.ts';
import { readSecrets } from './secrets.ts';
import { commonEnv, given, SECRETS_OF } from './service-env.ts';
import { isDatabaseOwn, isStoreOnDisk, type Settings } from './settings.ts';

/**
 * The environment of a service that runs by itself: what is set, then the secrets, NATS and database of the house that
 * is here, if one is. Throws when NATS is nowhere to be found.
 */
export function loneEnv(name: Service, settings: Settings): Record<string, string> {
  const { dataDir, env } = settings;
  const secrets = readSecrets(dataDir) ?? {};
  const ofDisk = { STORE_DIR: settings.STORE_DIR ?? join(dataDir, 'files') };
  return {
    NODE_ENV: 'production',
    // Its keys are of that board, and so must its database be.
    ...(name === 'posts' && secrets.BOARD && { BOARD: secrets.BOARD }),
    ...commonEnv(env),
    // Not made here, where there are none: other replicas would not have them.
    ...given(env, secrets, SECRETS_OF[name]),
    ...findNats(settings),
    ...(name === 'posts' && { SEED_BOARDS: settings.SEED_BOARDS, ...database(settings) }),
    ...(name === 'gateway' && { UPLOAD_DIR: settings.UPLOAD_DIR ?? join(dataDir, 'uploads') }),
    ...(isStoreOnDisk(settings) && ofDisk),
  };
}

/** Where it is to listen. Throws a sentence for a port that was asked for and cannot be had. */
export async function lonePorts(name: Service, settings: Settings): Promise<Record<string, string>> {
  const own = internalPlace(settings, name);
  const http = name === 'gateway' && !settings.HTTP_SOCKET ? httpPlace(settings) : undefined;
  await refuseTaken(http ? [own, http] : [own]);
  const port = http && (await startAt(http, (free) => Promise.resolve(free)));
  return { INTERNAL_PORT: String(own.asked ?? 0), ...(port && { HTTP_PORT: String(port) }) };
}

/** Makes the folder that a gateway keeps uploads in. */
export function makeUploads({ UPLOAD_DIR }: Record<string, string>): void {
  if (UPLOAD_DIR) mkdirSync(UPLOAD_DIR, { recursive: true, mode: 0o700 });
}

function database(settings: Settings): { DATABASE_URL?: string } {
  const given = settings.env['DATABASE_URL'];
  const url = isDatabaseOwn(settings) ? runningDatabase(settings) : given;
  return url === undefined ? {} : { DATABASE_URL: url };
}
