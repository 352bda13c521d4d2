import { spawn } from 'node:child_process';
import { findOnPath } from '../servers/index.ts';
import type { Say } from './programs.ts';

/**
 * Tells the service manager that started this (systemd, Type=notify) how things are: `READY=1`, `STOPPING=1`,
 * `STATUS=…`. Without one it does nothing. Node cannot write to such a socket, so systemd's own program does.
 */
export async function tellServiceManager(say: Say, ...facts: string[]): Promise<void> {
  if (!process.env['NOTIFY_SOCKET']) return;
  const program = findOnPath('systemd-notify');
  if (!program) {
    say('systemd waits to be told how the board is, but systemd-notify is not on PATH: take Type=exec');
    return;
  }
  const child = spawn(program, facts, { stdio: ['ignore', 'ignore', 'inherit'] });
  await new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      if (code !== 0) say(`systemd was not told (${facts.join(', ')}): systemd-notify ended with ${code}`);
      resolve();
    });
    child.once('error', (error) => {
      say(`systemd was not told (${facts.join(', ')}): ${error.message}`);
      resolve();
    });
  });
}
