import { connect, type Socket } from 'node:net';
import { liveLinkIn, startHouse, until, Visitor } from '@board/testing';
import { residentBytes } from './memory.bench.ts';
import type { Measure } from './report.ts';

const READERS = 2_000;
/** Below what one address may hold open. */
const PER_ADDRESS = 10;
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
    const live = liveLinkIn(page);
    const before = await residentBytes(gateway.pid);

    let seen = 0;
    let lastSeenAt = 0;
    let opened = 0;
    const mark = { word: '' };
    for (let index = 0; index < READERS; index += 1) {
      const address = `198.19.${Math.floor(index / PER_ADDRESS / 250)}.${Math.floor(index / PER_ADDRESS) % 250}`;
      sockets.push(
        listen(new URL(live, gateway.url), address, mark, {
          opened: () => (opened += 1),
          seen: () => {
            seen += 1;
            lastSeenAt = performance.now();
          },
        }),
      );
      if (index % 100 === 99) await until(`${index + 1} streams are open`, () => opened > index, 20_000);
    }
    const after = await residentBytes(gateway.pid);

    mark.word = 'everybody look';
    const sentAt = performance.now();
    await new Visitor(gateway.url).post({ thread, text: mark.word });
    await until('every reader saw it', () => seen === READERS, 20_000);
    const peak = await residentBytes(gateway.pid);
    return [
      {
        what: '2,000 readers on one gateway',
        value: (Math.max(after, peak) - before) / MB,
        unit: 'MB',
        limit: 100,
      },
      {
        what: 'from sending a post to the last reader',
        value: lastSeenAt - sentAt,
        unit: 'ms',
        limit: 1_000,
      },
    ];
  } finally {
    for (const socket of sockets) socket.destroy();
    await house.stop();
  }
}

/** A reader as light as can be, so that it is the gateway that is measured: one socket, no parser. */
function listen(
  url: URL,
  address: string,
  mark: { word: string },
  on: { opened: () => void; seen: () => void },
): Socket {
  const socket = connect(Number(url.port), url.hostname);
  socket.setEncoding('utf8');
  socket.write(
    `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nAccept: text/event-stream\r\n` +
      `X-Forwarded-For: ${address}\r\n\r\n`,
  );
  let open = false;
  let done = false;
  let text = '';
  socket.on('data', (part: string) => {
    if (!open) {
      if (!part.startsWith('HTTP/1.1 200')) throw new Error(`A reader was refused: ${part.slice(0, 200)}`);
      open = true;
      on.opened();
    }
    if (done || !mark.word) return;
    text += part;
    if (text.includes(mark.word)) {
      done = true;
      on.seen();
    }
  });
  return socket;
}
