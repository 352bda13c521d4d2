import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where programs built for the tests are kept, outside any checkout; `BOARD_CACHE` moves it. */
export function cacheDir(): string {
  return process.env['BOARD_CACHE'] ?? join(homedir(), '.cache', 'board');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The program's path by `PATH`, and by /usr/sbin, where Debian puts servers and which few have on their PATH. */
export function findOnPath(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name + suffix))
    .find(isExecutable);
}

/** A program from the cache, if it was built. */
export function findInCache(name: string): string | undefined {
  const path = join(cacheDir(), 'bin', name);
  return isExecutable(path) ? path : undefined;
}

function findGo(): string | undefined {
  return findOnPath('go') ?? ['/usr/local/go/bin/go'].find(isExecutable);
}

/**
 * Builds `module@version` with Go into the cache and gives the program's path; undefined when there is no Go here.
 * Throws when Go is here and the build fails.
 */
export async function goInstall(
  name: string,
  module: string,
  say: (line: string) => void = () => {},
): Promise<string | undefined> {
  const go = findGo();
  if (!go) return undefined;
  const bin = join(cacheDir(), 'bin');
  mkdirSync(bin, { recursive: true });
  const started = Date.now();
  say(`building ${name} with go install (a few minutes, once)`);
  const tick = setInterval(() => say(`… ${name}: ${Math.round((Date.now() - started) / 1000)} s`), 15_000);
  try {
    await run(go, ['install', module], { ...process.env, GOBIN: bin, CGO_ENABLED: '0' });
  } finally {
    clearInterval(tick);
  }
  say(`${name} is built (${Math.round((Date.now() - started) / 1000)} s)`);
  return findInCache(name);
}

/** Runs a program to its end; throws with what it wrote when it fails. */
export function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
  cwd?: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${args.join(' ')} failed (${code}):\n${output.slice(-4000)}`));
    });
  });
}

/** The first line of `program --version`. */
export function versionOf(program: string): string {
  return (
    execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\n')[0]
      ?.trim() ?? ''
  );
}

/** Chromium as Debian, Ubuntu and most others name it; `CHROMIUM` overrides. Undefined when there is none. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named && existsSync(named)) return named;
  return ['chromium', 'chromium-browser', 'google-chrome'].map(findOnPath).find(Boolean);
}
