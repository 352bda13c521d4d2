import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process by number and start: the number alone may be another's by the time it is looked at. */
export interface Identity {
  name: string;
  pid: number;
  /** When the system started it, in whatever words the system has; with the boot that this was in. */
  started: string;
}

/** Who `pid` is now; undefined when nobody is. */
export function identify(name: string, pid: number): Identity | undefined {
  const started = startOf(pid);
  return started ? { name, pid, started } : undefined;
}

export function isRunning(identity: Identity): boolean {
  return startOf(identity.pid) === identity.started;
}

function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // Fields after the name in brackets, which may hold spaces: state is the 1st, start time the 20th.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      if (fields[0] === 'Z') return undefined;
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** Asks a process to end, and makes it after `graceMs`. */
export async function endProcess(identity: Identity, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  if (!isRunning(identity)) return;
  process.kill(identity.pid, signal);
  const deadline = Date.now() + graceMs;
  while (isRunning(identity)) {
    if (Date.now() > deadline) process.kill(identity.pid, 'SIGKILL');
    await delay(50);
  }
}
