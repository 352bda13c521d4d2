import { readFile } from 'node:fs/promises';
import { startHouse, SERVICES, Visitor, noise } from '@board/testing';
import type { Measure } from './report.ts';

const MB = 1024 * 1024;

/** What the four services hold together once they have served one of everything and rest. */
export async function memory(): Promise<Measure[]> {
  const house = await startHouse();
  try {
    const person = new Visitor(house.url());
    const { thread } = await person.post({ text: 'one of everything', files: [noise()] });
    for (const path of ['/', '/b/', `/b/thread/${thread}`]) await person.text(path);
    await house.settle();
    let sum = 0;
    for (const name of SERVICES) {
      const bytes = await residentBytes(house.service(name).pid);
      console.log(`${name.padEnd(9)}${Math.round(bytes / MB)} MB resident`);
      sum += bytes;
    }
    return [
      { what: 'the four services together, at rest', value: sum / MB, unit: 'MB', goal: { atMost: 500 } },
    ];
  } finally {
    await house.stop();
  }
}

/** Resident memory of a process, shared pages counted in full. Linux only. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
