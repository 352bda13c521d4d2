import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { canReach, postgresUser, SHARED_DIR } from '../servers/index.ts';
import { ROOT } from './settings.ts';
import type { Say } from './programs.ts';

export interface Places {
  postgres: string;
  nats: string;
  files: string;
  uploads: string;
  logs: string;
  compileCache: string;
}

/** Makes the folders of the local house below `dataDir`; Postgres' elsewhere if its user cannot enter there. */
export function makePlaces(dataDir: string, say: Say): Places {
  const places = {
    nats: join(dataDir, 'nats'),
    files: join(dataDir, 'files'),
    uploads: join(dataDir, 'uploads'),
    logs: join(dataDir, 'logs'),
    compileCache: join(dataDir, 'compile-cache'),
  };
  for (const folder of Object.values(places)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o711);
  return { ...places, postgres: join(postgresFolder(dataDir, say), 'postgres') };
}

function postgresFolder(dataDir: string, say: Say): string {
  if (canReach(postgresUser(join(dataDir, 'postgres')), dataDir)) return dataDir;
  const mark = createHash('sha256').update(ROOT).digest('hex').slice(0, 8);
  const folder = join(SHARED_DIR, `${basename(ROOT)}-${mark}`);
  say(`The user that Postgres runs as cannot enter ${dataDir}: the database is in ${folder}`);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return folder;
}
