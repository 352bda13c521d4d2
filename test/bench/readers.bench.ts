import type { Socket } from 'node:net';
import { liveLinkIn, startHouse, until, Visitor } from '@board/testing';
import { openStream, readerAddress } from './live-stream.ts';
import { residentBytes } from './memory.bench.ts';
import type { Measure } from './report.ts';

const READERS = 2_000;
/** How many knock at once. */
const AT_ONCE = 100;
const MB = 1024 * 1024;

/** What 2,000 open live threads cost one gateway, and how soon the last of them sees a post. */
export async function readers(): Promise<Measure[]> {
  const house = await startHouse();
  const sockets: Socket[] = [];
  try {
    const { thread } = await new Visitor(house.url()).post({ text: 'watched by many' });
    await house.settle();
    const gateway = house.service('gateway');
    const page = await new Visitor(house.url()).text(`/b/thread/${thread}`);
    const live = new URL(liveLinkIn(page), gateway.url);
    const before = await residentBytes(gateway.pid);

    const word = 'everybody look';
    let seen = 0;
    let lastSeenAt = 0;
    const reader = (index: number): Promise<Socket> => {
      let text = '';
      return openStream(live, readerAddress(index), (part) => {
        const had = text.includes(word);
        text += part;
        if (had || !text.includes(word)) return;
        seen += 1;
        lastSeenAt = performance.now();
      });
    };
    while (sockets.length < READERS) {
      const some = Array.from({ length: AT_ONCE }, (_, index) => reader(sockets.length + index));
      sockets.push(...(await Promise.all(some)));
    }
    const after = await residentBytes(gateway.pid);

    const sentAt = performance.now();
    await new Visitor(gateway.url).post({ thread, text: word });
    await until('every reader saw it', () => seen === READERS, 20_000);
    const peak = await residentBytes(gateway.pid);
    return [
      {
        what: '2,000 readers on one gateway',
        value: (Math.max(after, peak) - before) / MB,
        unit: 'MB',
        goal: { atMost: 100 },
      },
      {
        what: 'from sending a post to the last reader',
        value: lastSeenAt - sentAt,
        unit: 'ms',
        goal: { atMost: 1_000 },
      },
    ];
  } finally {
    for (const socket of sockets) socket.destroy();
    await house.stop();
  }
}
