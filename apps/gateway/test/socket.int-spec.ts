import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Stand } from './stand.ts';

const path = join(tmpdir(), `board-${randomUUID()}.sock`);
let stand: Stand;
beforeAll(async () => {
  stand = await Stand.start({ HTTP_SOCKET: path, TRUSTED_PROXIES: '10.0.0.0/8' });
});
afterAll(() => stand.stop());

/** The status of a reply that a proxy hands over for the addresses that it names. */
function reply(forwardedFor?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      host: 'board.example',
      origin: 'http://board.example',
      'content-type': 'application/x-www-form-urlencoded',
      ...(forwardedFor && { 'x-forwarded-for': forwardedFor }),
    };
    const sent = request({ socketPath: path, path: '/b/thread/5/post', method: 'POST', headers });
    sent.once('error', reject);
    sent.once('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.end('text=hello');
  });
}

it('a gateway on a socket answers there, to its owner and group', async () => {
  expect(stand.url).toBe(`unix:${path}`);
  expect(statSync(path).mode & 0o777).toBe(0o660);
  expect(await reply('192.0.2.1')).toBe(303);
});

it('who opens the socket is believed about who came to it, and nobody left of that who is no proxy', async () => {
  stand.furnish();
  for (const hops of ['192.0.2.1', '192.0.2.9, 192.0.2.1', '192.0.2.1, 10.0.0.7', '192.0.2.2'])
    expect(await reply(hops)).toBe(303);
  const cloaks = stand.asked('rpc.posts.post.create').map(({ cloak }) => cloak);
  expect(cloaks.slice(0, 3)).toEqual([cloaks[0], cloaks[0], cloaks[0]]);
  expect(cloaks[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(cloaks[3]).not.toBe(cloaks[0]);
});

it('a socket in use is refused, one that a dead gateway left is replaced, and another file is left alone', async () => {
  await expect(stand.another().start()).rejects.toThrow(`HTTP_SOCKET ${path} is taken by another program`);
  expect(await reply()).toBe(303);
  await stand.gateway.kill('SIGKILL');
  await stand.gateway.start();
  expect(await reply()).toBe(303);
  const file = join(stand.uploads, 'a-file');
  await writeFile(file, 'kept');
  await expect(stand.another({ HTTP_SOCKET: file }).start()).rejects.toThrow('is no socket');
});
