import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Place, placesOf, refuseTaken, sentence, startAt } from './ports.ts';
import { readSettings } from './settings.ts';

let server: Server;
let taken: number;
beforeAll(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  taken = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const host = '127.0.0.1';
const place = (asked: number | undefined, usual = 0): Place => ({
  name: `HTTP_PORT ${asked}`,
  host,
  asked,
  usual,
});
const asItIs = (port: number): Promise<number> => Promise.resolve(port);
const IN_USE = new Error('listen EADDRINUSE: address already in use');

test('ports - one that was asked for is used, and refused with a way out when it is taken', async () => {
  const words = `HTTP_PORT ${taken} on 127.0.0.1 is taken by another program: choose another, or leave it out`;
  await expect(refuseTaken([place(taken)])).rejects.toThrow(words);
  await expect(startAt(place(taken), () => Promise.reject(IN_USE))).rejects.toThrow(words);
  expect(await startAt(place(18_080), asItIs)).toBe(18_080);
});

test('ports - a usual one that is taken is passed over, also when that is seen only by the start', async () => {
  await refuseTaken([place(undefined, taken)]);
  expect(await startAt(place(undefined, taken), asItIs)).toBeGreaterThan(taken);
  const tried: number[] = [];
  const lost = (port: number): Promise<number> =>
    tried.push(port) > 1 ? asItIs(port) : Promise.reject(IN_USE);
  expect(await startAt(place(undefined, taken), lost)).toBe(tried[1]);
});

test('ports - hosts that are not here, ports given twice and ports of root are told in words, all at once', async () => {
  const settings = readSettings('/nowhere', {
    HTTP_HOST: '192.0.2.1',
    NATS_PORT: '19465',
    INTERNAL_PORT: '19464',
    DATABASE_URL: 'postgres://elsewhere/board',
  });
  const said = await refuseTaken(placesOf(settings)).catch((error: Error) => error.message.split('\n'));
  expect(said).toEqual([
    'HTTP_HOST 192.0.2.1 is not an address of this machine.',
    'NATS_PORT 19465 and INTERNAL_PORT 19464 (for posts: 19465) are the same port: each needs its own.',
  ]);
  expect(sentence(place(80), 'EACCES')).toMatch(
    /^HTTP_PORT 80 needs root, or `sudo setcap cap_net_bind_service=\+ep \/\S+`, or a proxy/,
  );
});
