import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formOf, noise, until, Visitor } from '@board/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Raw } from './raw.ts';
import { drawn, EPOCH, limits, Stand } from './stand.ts';

const MB = 1024 * 1024;
const HEAD =
  '--xyz\r\ncontent-disposition: form-data; name="text"\r\n\r\nkept\r\n--xyz\r\ncontent-disposition: form-data; name="files"; filename="a.png"\r\n\r\n';
const TAIL = '\r\n--xyz--\r\n';

let stand: Stand;
let visitor: Visitor;

beforeAll(async () => {
  stand = await Stand.start();
});
beforeEach(() => {
  stand.furnish();
  visitor = new Visitor(() => stand.url);
});
afterAll(() => stand?.stop());

/** A multipart body with one file of so many bytes, made as it is sent. */
function endless(bytes: number): ReadableStream<Uint8Array> {
  const block = randomBytes(256 * 1024);
  let left = bytes;
  return new ReadableStream({
    start: (controller) => controller.enqueue(Buffer.from(HEAD)),
    pull: (controller) => {
      if (left <= 0) {
        controller.enqueue(Buffer.from(TAIL));
        controller.close();
        return;
      }
      controller.enqueue(block.subarray(0, Math.min(left, block.length)));
      left -= block.length;
    },
  });
}

function upload(bytes: number, who = visitor): Promise<Response> {
  const init = {
    method: 'POST',
    body: endless(bytes),
    duplex: 'half',
    headers: { 'content-type': 'multipart/form-data; boundary=xyz' },
  };
  return who.fetch('/b/thread/5/post', init as RequestInit);
}

describe('a big upload', { timeout: 90_000 }, () => {
  it('above the limit is refused with the text kept and flat memory', async () => {
    for (let warm = 0; warm < 2; warm += 1) await (await upload(60 * MB)).text();
    const before = await stand.memory();
    let peak = before;
    const watch = setInterval(() => void stand.memory().then((now) => (peak = Math.max(peak, now))), 50);
    const response = await upload(60 * MB);
    clearInterval(watch);
    expect(response.status).toBe(413);
    expect(await drawn(response)).toMatchObject({
      values: { text: 'kept' },
      error: { reason: 'file_too_big', details: { file: 1, max: limits.fileBytes, got: 60 * MB } },
    });
    expect(peak - before).toBeLessThan(45 * MB);
    expect(await stand.leftovers()).toEqual([]);
  });

  it('far beyond all patience is answered before its end, and the rest is not listened to', async () => {
    const raw = await Raw.open(stand.url);
    raw.say(
      `POST /b/thread/5/post HTTP/1.1\r\nhost: h\r\ncontent-type: multipart/form-data; boundary=xyz\r\ncontent-length: ${1024 * MB}\r\n\r\n${HEAD}`,
    );
    const block = randomBytes(MB);
    let sent = 0;
    await until(
      'the connection is closed',
      async () => {
        if (!raw.closed && (await raw.flushed())) {
          raw.say(block);
          sent += MB;
        }
        return raw.closed;
      },
      60_000,
    );
    expect(raw.statuses).toEqual([413]);
    expect(raw.text).toContain('"reason":"form_too_big"');
    expect(raw.text).toContain('"text":"kept"');
    expect(sent).toBeLessThan(200 * MB);
    expect(await stand.leftovers()).toEqual([]);
  });

  it('within the limit passes through the disk with flat memory', async () => {
    const path = '/big/thread/5/post';
    const init = {
      method: 'POST',
      body: endless(120 * MB),
      duplex: 'half',
      headers: { 'content-type': 'multipart/form-data; boundary=xyz' },
    };
    const before = await stand.memory();
    let peak = before;
    const watch = setInterval(() => void stand.memory().then((now) => (peak = Math.max(peak, now))), 50);
    const response = await visitor.fetch(path, init as RequestInit);
    clearInterval(watch);
    expect(response.status).toBe(303);
    expect(stand.asked('rpc.media.file.ingest')[0]).toMatchObject({ bytes: 120 * MB });
    expect(peak - before).toBeLessThan(60 * MB);
  });
});

describe('an upload that breaks off', () => {
  it('leaves nothing behind, and the gateway goes on', async () => {
    const raw = await Raw.open(stand.url);
    raw.say(
      `POST /b/thread/5/post HTTP/1.1\r\nhost: h\r\ncontent-type: multipart/form-data; boundary=xyz\r\ncontent-length: 900000\r\n\r\n${HEAD}`,
    );
    raw.say(randomBytes(200_000));
    await until('the file is on its way to disk', async () => (await stand.leftovers()).length === 1);
    raw.hangUp();
    await until('nothing is left of it', async () => (await stand.leftovers()).length === 0);
    expect(stand.asked('rpc.posts.post.create')).toEqual([]);
    expect((await visitor.send({ thread: 5, files: [noise()] })).status).toBe(303);
  });
});

describe('many uploads at once', () => {
  it('from one visitor are bounded, and those refused keep their text', async () => {
    const open = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const raw = await Raw.open(stand.url);
        return raw.say(
          `POST /b/thread/5/post HTTP/1.1\r\nhost: h\r\nx-forwarded-for: ${visitor.address}\r\ncontent-type: multipart/form-data; boundary=xyz\r\ncontent-length: 900000\r\n\r\n${HEAD}some`,
        );
      }),
    );
    await until('all are being read', async () => (await stand.leftovers()).length === 8);
    const refused = await visitor.fetch('/b/thread/5/post', {
      method: 'POST',
      body: formOf({ text: 'kept', files: [noise()] }),
    });
    expect(refused.status).toBe(429);
    expect(await drawn(refused)).toMatchObject({
      values: { text: 'kept' },
      error: { reason: 'too_many_uploads' },
    });
    expect((await new Visitor(() => stand.url).send({ thread: 5, files: [noise()] })).status).toBe(303);
    for (const raw of open) raw.hangUp();
    await until('they are gone', async () => (await stand.leftovers()).length === 0);
    expect((await visitor.send({ thread: 5, files: [noise()] })).status).toBe(303);
  });
});

describe('many posts of text alone', () => {
  it('take no room from an upload of the same visitor', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const made = { board: 'b', thread: 5, no: 8, epoch: EPOCH, threadVersion: 4, boardVersion: 9 };
    stand.answer('rpc.posts.post.create', async ({ text }) => {
      if (text === 'slow') await gate;
      return made;
    });
    const slow = Array.from({ length: 8 }, () => visitor.send({ thread: 5, text: 'slow' }));
    await until('all are being made', () => stand.asked('rpc.posts.post.create').length >= 8);
    expect((await visitor.send({ thread: 5, files: [noise()] })).status).toBe(303);
    release();
    for (const response of await Promise.all(slow)) expect(response.status).toBe(303);
  });
});

describe('a gateway that starts', () => {
  it('deletes what a killed one left on disk, and nothing else', async () => {
    const dead = 'board-upload-4194303-abcdef';
    const alive = `board-upload-${process.pid}-abcdef`;
    for (const name of [dead, alive, 'something-else']) {
      await mkdir(join(stand.uploads, name));
      await writeFile(join(stand.uploads, name, '1'), 'x');
    }
    await stand.gateway.kill();
    await stand.gateway.start();
    expect((await stand.leftovers()).sort()).toEqual([alive, 'something-else'].sort());
  });
});
