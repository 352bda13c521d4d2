import { join } from 'node:path';
import { keptDatabaseFolder } from './database-folder.ts';
import { isDatabaseOwn, isStoreOnDisk, type Settings } from './settings.ts';
import { targetsIn } from './targets.ts';

/** What `npm start -- --help` says: with the folders that hold for these settings. */
export function helpOfStart(settings: Settings): string {
  const { dataDir } = settings;
  const database = isDatabaseOwn(settings)
    ? join(keptDatabaseFolder(dataDir), 'postgres')
    : 'where DATABASE_URL says';
  const files = isStoreOnDisk(settings)
    ? (settings.STORE_DIR ?? join(dataDir, 'files'))
    : 'where S3_ENDPOINT says';
  return `Usage: npm start                  run the board on this machine, and print its address
       npm run dev                the same, and take over every change of the sources
       npm start -- --help        this
       npm start -- --version     the version of the program

Installs and builds what is missing, starts Postgres, NATS and the four services, and starts again what dies, until Ctrl-C.

Where things are
  data       ${dataDir}
  database   ${database}
  files      ${files}
  secrets    ${join(dataDir, 'secrets.json')}   (belongs into the backup, with database and files)
  logs       ${join(dataDir, 'logs')}
  metrics    ${targetsIn(dataDir)}   (addresses of the services, for Prometheus)

Keys most used, in .env or the environment; .env.example explains all
  HTTP_HOST=127.0.0.1, HTTP_PORT   where the board listens; without a port: 8080, or the next free one
  HTTP_SOCKET                      a Unix socket in place of them, for a proxy in front
  PUBLIC_ORIGIN, TRUSTED_PROXIES   behind a proxy: the address that people type, and the proxy's own
  DATA_DIR=.data                   the folder of everything that lasts
  NATS_URL, DATABASE_URL, S3_*     real servers in place of those that are started here
  SEED_BOARDS                      the boards of the first start
  FILE_BYTES=20M                   the largest file that any board may allow
  INTERNAL_PORT                    the first of four ports for metrics; without it: any that are free
  LOG_LEVEL=info                   trace, debug, info, warn or error

Ends with 0 when it was asked to end (Ctrl-C, SIGTERM), with 1 when it could not start, with 2 when it was misused.
As a service of the system, behind a proxy, backups, one service alone: docs/operating.md.`;
}
