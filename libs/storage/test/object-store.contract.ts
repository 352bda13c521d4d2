import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ObjectNotFound, type ObjectStore } from '@board/storage';
import { beforeAll, describe, expect, it } from 'vitest';

const MB = 1024 * 1024;
const octets = 'application/octet-stream';

/**
 * What every driver keeps to. `open` gives the same store each time it is called. `standIn`: the server is s3rver, which
 * does not cut ranges, heed If-None-Match, mind a body that ends early or list in pages as S3 does; that is skipped.
 */
export function objectStoreContract(driver: string, open: () => Promise<ObjectStore>, standIn = false): void {
  const itNeedsS3 = standIn ? it.skip : it;
  describe(`the ${driver} store`, () => {
    let store: ObjectStore;
    beforeAll(async () => {
      store = await open();
    });
    const newName = (folder = 'files', extension = ''): string => `${folder}/${randomUUID()}${extension}`;
    const put = (name: string, body: Buffer, mime = octets) =>
      store.put(name, body, { bytes: body.length, mime });
    const read = async (name: string, range?: { start: number; end: number }) =>
      buffer(await store.get(name, range));
    const names = async (prefix: string) =>
      (await Array.fromAsync(store.list(prefix))).map((object) => object.name);

    it('gives back what was put, buffer or stream, with its size, type and time', async () => {
      const body = randomBytes(300_000);
      const [first, second] = [newName('files', '.jpg'), newName('files', '.webm')];
      await put(first, body, 'image/jpeg');
      await store.put(second, Readable.from([body.subarray(0, 7), body.subarray(7)]), {
        bytes: body.length,
        mime: 'video/webm',
      });
      expect((await read(first)).equals(body)).toBe(true);
      expect((await read(second)).equals(body)).toBe(true);
      expect(await store.stat(first)).toMatchObject({ bytes: body.length, mime: 'image/jpeg' });
      expect(await store.stat(second)).toMatchObject({ bytes: body.length, mime: 'video/webm' });
      expect(Math.abs(Date.now() - (await store.stat(first)).modifiedAt.getTime())).toBeLessThan(60_000);
    });

    it('keeps an empty object', async () => {
      const name = newName();
      await put(name, Buffer.alloc(0));
      expect((await store.stat(name)).bytes).toBe(0);
      expect((await read(name)).length).toBe(0);
    });

    it('says which object is not there', async () => {
      const name = newName();
      await expect(store.get(name)).rejects.toThrow(ObjectNotFound);
      await expect(store.get(name, { start: 0, end: 1 })).rejects.toThrow(ObjectNotFound);
      await expect(store.stat(name)).rejects.toThrow(name);
    });

    itNeedsS3('reads ranges, both ends included, and cuts an end beyond the object', async () => {
      const name = newName();
      const body = randomBytes(1000);
      await put(name, body);
      expect(await read(name, { start: 0, end: 0 })).toEqual(body.subarray(0, 1));
      expect(await read(name, { start: 10, end: 19 })).toEqual(body.subarray(10, 20));
      expect(await read(name, { start: 990, end: 5000 })).toEqual(body.subarray(990));
      await expect(store.get(name, { start: 1000, end: 1001 })).rejects.toThrow(RangeError);
    });

    it('replaces an object, and its etag changes', async () => {
      const name = newName();
      await put(name, Buffer.from('one'));
      const before = await store.stat(name);
      await put(name, Buffer.from('two!'));
      expect((await read(name)).toString()).toBe('two!');
      expect((await store.stat(name)).etag).not.toBe(before.etag);
    });

    itNeedsS3('keeps what is there when asked to put only if absent', async () => {
      const name = newName('static/look', '.css');
      const options = { mime: 'text/css; charset=utf-8', ifAbsent: true };
      await store.put(name, Buffer.from('first'), { ...options, bytes: 5 });
      await store.put(name, Buffer.from('second'), { ...options, bytes: 6 });
      expect((await read(name)).toString()).toBe('first');
    });

    it('many puts of one name at once leave one of them, whole', async () => {
      const name = newName();
      const bodies = Array.from({ length: 8 }, (_, n) => Buffer.alloc(200_000, n));
      await Promise.all(bodies.map((body) => put(name, body)));
      const kept = await read(name);
      expect(bodies.some((body) => body.equals(kept))).toBe(true);
    });

    itNeedsS3.each([
      ['shorter', 9],
      ['longer', 11],
    ])('a stream %s than it was said to be leaves nothing behind', async (_, bytes) => {
      const name = newName();
      const body = Readable.from([Buffer.alloc(bytes)]);
      await expect(store.put(name, body, { bytes: 10, mime: octets })).rejects.toThrow(RangeError);
      await expect(store.stat(name)).rejects.toThrow(ObjectNotFound);
      expect(await names(name)).toEqual([]);
    });

    itNeedsS3('a stream that breaks leaves nothing behind', async () => {
      const name = newName();
      const body = Readable.from(
        (function* () {
          yield Buffer.alloc(5);
          throw new Error('the visitor went away');
        })(),
      );
      await expect(store.put(name, body, { bytes: 10, mime: octets })).rejects.toThrow(
        'the visitor went away',
      );
      await expect(store.stat(name)).rejects.toThrow(ObjectNotFound);
    });

    it('deletes, and deleting twice is no error', async () => {
      const name = newName();
      await put(name, Buffer.from('x'));
      await store.delete(name);
      await store.delete(name);
      await expect(store.get(name)).rejects.toThrow(ObjectNotFound);
    });

    it('moves once, however often it is asked', async () => {
      const [from, to] = [newName(), newName('trash')];
      await put(from, Buffer.from('moved'));
      await store.move(from, to);
      await store.move(from, to);
      expect((await read(to)).toString()).toBe('moved');
      await expect(store.stat(from)).rejects.toThrow(ObjectNotFound);
      await expect(store.move(from, newName('trash'))).rejects.toThrow(from);
    });

    itNeedsS3(
      'lists by prefix, in more pages than one, and nothing of others',
      async () => {
        const folder = `lists/${randomUUID()}`;
        const expected = Array.from({ length: 1_050 }, (_, n) => `${folder}/part/a${n}`);
        const queue = [...expected, `${folder}/other`];
        const worker = async () => {
          for (let name = queue.pop(); name; name = queue.pop()) await put(name, Buffer.from('x'));
        };
        await Promise.all(Array.from({ length: 16 }, worker));
        expect((await names(`${folder}/part/`)).sort()).toEqual([...expected].sort());
        expect(await names(`${folder}/o`)).toEqual([`${folder}/other`]);
        expect(await names(`${folder}/none/`)).toEqual([]);
        const [object] = await Array.fromAsync(store.list(`${folder}/other`));
        expect(object).toMatchObject({ bytes: 1, modifiedAt: expect.any(Date) as Date });
      },
      60_000,
    );

    it.each([
      '../x',
      '/etc/passwd',
      'files/../../x',
      'files/.hidden',
      'files',
      'files/',
      'files//x',
      'files/a\0b',
      'files/a b',
      `files/${'a'.repeat(260)}`,
    ])('takes no name like %j', async (name) => {
      for (const asking of [
        () => store.get(name),
        () => store.stat(name),
        () => store.delete(name),
        () => put(name, Buffer.from('x')),
        () => store.move(name, newName()),
        () => store.move(newName(), name),
      ]) {
        await expect(asking()).rejects.toThrow(TypeError);
      }
    });

    it('takes no type that the name denies', async () => {
      await expect(put(newName('files', '.png'), Buffer.from('x'), 'text/html')).rejects.toThrow('image/png');
    });

    it('streams 200 MB in and out in a memory that stays small', async () => {
      const name = newName();
      const bytes = 200 * MB;
      const piece = randomBytes(MB);
      let peak = 0;
      const watch = () => (peak = Math.max(peak, process.memoryUsage().rss));
      const before = process.memoryUsage().rss;
      const body = Readable.from(
        (function* () {
          for (let n = 0; n < 200; n++) {
            watch();
            yield piece;
          }
        })(),
      );
      await store.put(name, body, { bytes, mime: octets });
      const hash = createHash('sha256');
      for await (const chunk of await store.get(name)) {
        watch();
        hash.update(chunk as Buffer);
      }
      const expected = createHash('sha256');
      for (let n = 0; n < 200; n++) expected.update(piece);
      expect(hash.digest('hex')).toBe(expected.digest('hex'));
      expect((peak - before) / MB).toBeLessThan(100);
      await store.delete(name);
    }, 60_000);
  });
}
