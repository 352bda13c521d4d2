import { spawn } from 'node:child_process';
import { findProgram } from './find-program.js';

export interface ChildLimits {
  /** The one folder the program is to read and write; it is started in it. */
  folder: string;
  wallMs: number;
}

/** Of address space: a frame of 40 megapixels takes 60 MB, and VP9 and AV1 keep eight of them. */
const MEMORY_BYTES = 1024 * 1024 * 1024;
const OUTPUT_BYTES = 1024 * 1024;

/** The program ended badly, took too long or said too much. */
export class ChildFailed extends Error {
  override readonly name = 'ChildFailed';
}

const running = new Set<number>();
process.on('exit', () => running.forEach(killGroup));

/**
 * Runs a program without a shell and answers with what it printed. It has no environment but PATH, and is killed, with
 * all it started, after its time; Linux bounds its memory, processor time and core files as well. Throws `ChildFailed`, or the system's error
 * when it cannot be started at all.
 */
export function runBounded(program: string, args: readonly string[], limits: ChildLimits): Promise<string> {
  const [command, ...rest] = [...fences(limits), program, ...args] as [string, ...string[]];
  return new Promise((resolve, reject) => {
    // A group of its own, so that its children can be killed with it.
    const child = spawn(command, rest, {
      cwd: limits.folder,
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    const { pid } = child;
    if (pid !== undefined) running.add(pid);
    let why: string | undefined;
    const end = (reason: string): void => {
      why ??= reason;
      if (pid !== undefined) killGroup(pid);
    };
    const overdue = setTimeout(() => end(`took longer than ${limits.wallMs} ms`), limits.wallMs);
    const output: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > OUTPUT_BYTES) end('said too much');
      else output.push(chunk);
    });
    child.once('error', (error) => {
      clearTimeout(overdue);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(overdue);
      if (pid !== undefined) running.delete(pid);
      if (code === 0 && why === undefined) resolve(Buffer.concat(output).toString());
      else reject(new ChildFailed(`${program} ${why ?? `ended with ${signal ?? String(code)}`}`));
    });
  });
}

const prlimit = process.platform === 'linux' ? findProgram('prlimit') : undefined;

function fences({ wallMs }: ChildLimits): string[] {
  if (prlimit === undefined) return [];
  return [prlimit, `--as=${MEMORY_BYTES}`, `--cpu=${Math.ceil(wallMs / 1000)}`, '--core=0', '--'];
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: it has just ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
