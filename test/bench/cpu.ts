import { readFile } from 'node:fs/promises';
import { type House, SERVICES } from '@board/testing';

/** `sysconf(_SC_CLK_TCK)` of every Linux that Node runs on. */
const TICK_MS = 10;

/** Milliseconds of CPU that a process and its children, living or ended, have had so far. Linux only. */
export async function cpuMs(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const pids = children.split(' ').filter(Boolean).map(Number);
  const shares = await Promise.all([ticksOf(pid, true), ...pids.map((child) => ticksOf(child, false))]);
  return shares.reduce((sum, ticks) => sum + ticks, 0) * TICK_MS;
}

/** `utime`, `stime` and, of children that were waited for, `cutime` and `cstime`: fields 14 to 17 of proc(5). */
async function ticksOf(pid: number, withEnded: boolean): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return fields.slice(11, withEnded ? 15 : 13).reduce((sum, ticks) => sum + ticks, 0);
}

/** Milliseconds of CPU so far of each process of a house, and of the benchmark itself. */
export async function cpuOf(house: House): Promise<Record<string, number>> {
  const processes: [string, number][] = [
    ...SERVICES.map((name): [string, number] => [name, house.service(name).pid]),
    ['nats', house.nats.pid],
    ['postgres', house.postgres.pid],
  ];
  const shares = await Promise.all(processes.map(async ([name, pid]) => [name, await cpuMs(pid)] as const));
  return { ...Object.fromEntries(shares), bench: ownCpuMs() };
}

/** Milliseconds of CPU that this process has had so far, without its children. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** What each process took between two readings, for one of `count`. */
export function cpuPer(
  before: Record<string, number>,
  after: Record<string, number>,
  count: number,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / count]),
  );
}
