/**
 * `npm run service -- <name>`: one service alone, in the foreground, until Ctrl-C. Keys come from where `npm start` takes
 * them; where that runs here too, the service stands on its NATS and its database.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { buildIfNeeded } from './local/build.ts';
import { findNats } from './local/find-nats.ts';
import { judgeSettings } from './local/judge-settings.ts';
import { httpPlace, internalPlace, refuseTaken, type Service, SERVICES } from './local/ports.ts';
import { ensurePrograms, FFMPEG } from './local/programs.ts';
import { hasSecrets, localSecrets } from './local/secrets.ts';
import { commonEnv, given, SECRETS_OF } from './local/service-env.ts';
import { readSettings, ROOT, type Settings } from './local/settings.ts';
import { runningHouse } from './local/state.ts';
import { SERVICE_NODE_FLAGS } from './servers/index.ts';

const HELP = `Usage: npm run service -- ${SERVICES.join(' | ')}

Runs one service in the foreground, until Ctrl-C. Its keys come from .env, the environment, NAME_FILE and
.data/secrets.json. Without NATS_URL and DATABASE_URL it joins the board that runs from here.
Which service reads which keys: docs/operating.md, section 7.`;

const say = (line: string): void => console.error(line);
const isService = (word: string | undefined): word is Service => SERVICES.some((name) => name === word);

/** What `npm start` would give it. Throws when there is nothing that it could stand on. */
function environment(name: Service, settings: Settings): Record<string, string> {
  const { dataDir, env } = settings;
  // Never made here: replicas elsewhere would not have them.
  const secrets = hasSecrets(dataDir) ? given(env, localSecrets(dataDir), SECRETS_OF[name]) : {};
  const ownKeys = Object.entries(env).filter(([key]) => SECRETS_OF[name].some((own) => own === key));
  const uploads = settings.UPLOAD_DIR ?? join(dataDir, `uploads-${process.pid}`);
  return {
    NODE_ENV: 'production',
    ...commonEnv(env),
    INTERNAL_PORT: String(settings.INTERNAL_PORT ?? 0),
    ...Object.fromEntries(ownKeys),
    ...secrets,
    ...findNats(settings),
    ...(name === 'posts' && database(settings)),
    ...(name === 'gateway' && { UPLOAD_DIR: uploads }),
    ...(!settings.S3_ENDPOINT &&
      !settings.S3_ENDPOINT_FILE && { STORE_DIR: settings.STORE_DIR ?? join(dataDir, 'files') }),
  };
}
