import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { databaseFolder } from './database-folder.ts';
import type { Say } from './programs.ts';
import { isDatabaseOwn, type Settings } from './settings.ts';

export interface Places {
  postgres: string;
  /** Whether the local database is outside of the data folder. */
  databaseIsElsewhere: boolean;
  nats: string;
  files: string;
  uploads: string;
  logs: string;
  compileCache: string;
}

/** Makes the folders of the local house below its data folder; Postgres' elsewhere if its user cannot enter there. */
export function makePlaces(settings: Settings, say: Say): Places {
  const { dataDir } = settings;
  const places = {
    nats: join(dataDir, 'nats'),
    files: join(dataDir, 'files'),
    uploads: join(dataDir, 'uploads'),
    logs: join(dataDir, 'logs'),
    compileCache: join(dataDir, 'compile-cache'),
  };
  for (const folder of Object.values(places)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o711);
  const folder = isDatabaseOwn(settings) ? databaseFolder(dataDir, say) : dataDir;
  return { ...places, postgres: join(folder, 'postgres'), databaseIsElsewhere: folder !== dataDir };
}
