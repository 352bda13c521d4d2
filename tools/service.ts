/** `npm run service -- <name>`: one service alone, in the foreground, until it is asked to end. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildIfNeeded } from './local/build.ts';
import { checkSettings } from './local/check-settings.ts';
import { loneEnv, lonePorts, makeUploads } from './local/lone-service.ts';
import { type Service, SERVICES } from './local/ports.ts';
import { ensurePrograms, FFMPEG } from './local/programs.ts';
import { readSettings, ROOT } from './local/settings.ts';
import { SERVICE_NODE_FLAGS } from './servers/index.ts';

const HELP = `Usage: npm run service -- <${SERVICES.join(' | ')}>

Runs one service in the foreground until Ctrl-C, and ends with its exit code. Keys come from where npm start takes them:
.env, the environment, NAME_FILE, and .data/secrets.json. Without NATS_URL and DATABASE_URL it joins the board that runs
from here. Which service reads which keys: docs/operating.md, section 7.`;

const say = (line: string): void => console.error(line);

/** The service's exit code. Throws what is wrong before it starts. */
async function main([name, ...rest]: string[]): Promise<number> {
  if (name === '--help' || name === '-h') return tell(HELP, 0);
  if (!isService(name) || rest.length > 0) return tell(HELP, 2);
  const settings = readSettings();
  await ensurePrograms(name === 'media' ? [FFMPEG] : [], say);
  await buildIfNeeded(say);
  const env = loneEnv(name, settings);
  await checkSettings(settings, { [name]: env });
  makeUploads(env);
  return run(name, { ...env, ...(await lonePorts(name, settings)) });
}

function isService(word: string | undefined): word is Service {
  return SERVICES.some((name) => name === word);
}

function tell(text: string, code: number): number {
  (code === 0 ? console.log : say)(text);
  return code;
}

/** Runs it until it ends. Its log is our output; where it answers is said in words beside it. */
function run(name: Service, env: Record<string, string>): Promise<number> {
  const args = [...SERVICE_NODE_FLAGS, join(ROOT, 'apps', name, 'dist', 'main.js')];
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) => {
    console.log(line);
    const [, url, internalUrl] =
      /"url":(?:null|"([^"]+)"),"internalUrl":"([^"]+)".*"msg":"ready"/.exec(line) ?? [];
    if (internalUrl) say(`${name} is ready${url ? `: ${url}` : ''} (metrics: ${internalUrl}/metrics)`);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  process.on('disconnect', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  say((error as Error).message);
  process.exit(1);
}
