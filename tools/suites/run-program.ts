import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../local/settings.ts';

/** A suite that hangs must not hang the whole run. */
const LIMIT_MS = 30 * 60_000;
/** The suites start hundreds of processes, each of which would compile the same modules. */
const COMPILE_CACHE = join(ROOT, 'node_modules/.cache/compile');

/**
 * Runs a Node program in the repository's root with its output shown, and gives its exit code. It is ended when it runs
 * longer than any suite should, or when `signal` aborts.
 */
export async function runProgram(args: string[], signal: AbortSignal): Promise<number> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const end = (): void => {
    if (limit.aborted) console.error(`Ended after ${LIMIT_MS / 60_000} minutes: ${args.join(' ')}`);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  };
  const either = AbortSignal.any([limit, signal]);
  either.addEventListener('abort', end, { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      either.removeEventListener('abort', end);
      resolve(code ?? 1);
    });
  });
}
