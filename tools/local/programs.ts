import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { findChromium, findOnPath } from '../servers/index.ts';

export type Say = (line: string) => void;

interface Program {
  name: string;
  find: () => string | undefined;
  /** Packages that bring it, by the system's package manager. */
  packages: { apt: string[]; brew: string[] };
}

export const NATS_SERVER: Program = {
  name: 'nats-server',
  find: () => findOnPath('nats-server'),
  packages: { apt: ['nats-server'], brew: ['nats-server'] },
};
export const FFMPEG: Program = {
  name: 'ffmpeg',
  find: () => findOnPath('ffmpeg') && findOnPath('ffprobe'),
  packages: { apt: ['ffmpeg'], brew: ['ffmpeg'] },
};
export const CHROMIUM: Program = {
  name: 'chromium',
  find: findChromium,
  packages: { apt: ['chromium', 'fonts-dejavu-core'], brew: ['--cask', 'chromium'] },
};
/** What tests put in front of the board, with certificates of their own. */
export const NGINX: Program = {
  name: 'nginx',
  find: () => findOnPath('nginx'),
  packages: { apt: ['nginx'], brew: ['nginx'] },
};
export const CADDY: Program = {
  name: 'caddy',
  find: () => findOnPath('caddy'),
  packages: { apt: ['caddy'], brew: ['caddy'] },
};
export const OPENSSL: Program = {
  name: 'openssl',
  find: () => findOnPath('openssl'),
  packages: { apt: ['openssl'], brew: ['openssl'] },
};
/** What only benchmarks need. */
export const WRK: Program = {
  name: 'wrk',
  find: () => findOnPath('wrk'),
  packages: { apt: ['wrk'], brew: ['wrk'] },
};
export const PGBENCH: Program = {
  name: 'pgbench',
  find: () => findOnPath('pgbench'),
  packages: { apt: ['postgresql'], brew: ['postgresql'] },
};

/** Makes sure that the programs are here. Throws a line that says what to type when that is up to the person. */
export async function ensurePrograms(programs: Program[], say: Say): Promise<void> {
  const missing = programs.filter((program) => !program.find());
  if (missing.length === 0) return;
  const names = missing.map((program) => program.name).join(' and ');
  const apt = missing.flatMap((program) => program.packages.apt);
  if (!findOnPath('apt-get')) throw new Error(`${names} must be on PATH. ${otherwise(missing)}`);
  if (process.getuid?.() !== 0)
    throw new Error(`${names} must be installed. Type: sudo apt-get install -y ${apt.join(' ')}`);
  say(`Installing ${names} with apt (a minute or two, once) …`);
  await aptGet(['update'], say);
  await aptGet(['install', '-y', '--no-install-recommends', ...apt], say);
  const still = missing.filter((program) => !program.find()).map((program) => program.name);
  if (still.length > 0)
    throw new Error(`apt installed ${apt.join(' ')}, but ${still.join(' and ')} is not on PATH`);
}

function otherwise(missing: Program[]): string {
  if (process.platform === 'darwin') {
    return `Type: brew install ${missing.flatMap((program) => program.packages.brew).join(' ')}`;
  }
  return `Install ${missing.map((program) => program.name).join(' ')} with this system's package manager.`;
}

/** Runs apt-get without asking anything, telling now and then what it does. Throws with its last lines when it fails. */
async function aptGet(args: string[], say: Say): Promise<void> {
  const child = spawn('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  const tick = setInterval(() => say(`  … apt: ${lines.at(-1) ?? 'waiting'}`), 10_000);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearInterval(tick));
  if (code !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${lines.slice(-15).join('\n')}`);
}
