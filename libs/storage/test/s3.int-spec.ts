import { createServer } from 'node:net';
import { openStore, StoreUnavailable } from '@board/storage';
import { findMinio, startMinio, until, type ObjectStoreServer } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectStoreContract } from './object-store.contract.js';

let server: ObjectStoreServer;
beforeAll(async () => {
  server = await startMinio();
}, 60_000);
afterAll(() => server.stop());

const keys = (other: object = {}) => ({
  S3_ENDPOINT: server.url,
  S3_BUCKET: 'board',
  S3_ACCESS_KEY: server.accessKey,
  S3_SECRET_KEY: server.secretKey,
  S3_REGION: 'us-east-1',
  ...other,
});

objectStoreContract('s3', () => openStore(keys()), !findMinio());

describe('a bucket as a store', () => {
  it('a wrong secret is refused when the store is opened', async () => {
    await expect(openStore(keys({ S3_SECRET_KEY: 'wrong-secret-key' }))).rejects.toThrow('S3_SECRET_KEY');
  });

  it('names the keys that are missing', async () => {
    const asking = openStore(keys({ S3_BUCKET: undefined, S3_SECRET_KEY: undefined }));
    await expect(asking).rejects.toThrow('S3_BUCKET, S3_SECRET_KEY');
  });

  it('several processes may open a new bucket at once', async () => {
    const opened = Array.from({ length: 4 }, () => openStore(keys({ S3_BUCKET: 'new-bucket' })));
    const [store] = await Promise.all(opened);
    await store?.put('files/x', Buffer.from('x'), { bytes: 1, mime: 'application/octet-stream' });
  });

  it('a store that is down says so to every call, and works again when it is back', async () => {
    const own = await startMinio();
    const config = {
      ...keys({ S3_ENDPOINT: own.url }),
      S3_ACCESS_KEY: own.accessKey,
      S3_SECRET_KEY: own.secretKey,
    };
    try {
      const early = await openStore(config);
      await until('it takes the first object', async () => {
        await early.put('files/x', Buffer.from('x'), { bytes: 1, mime: 'application/octet-stream' });
        return true;
      });
      await own.kill();
      const late = await openStore(config);
      for (const store of [early, late]) {
        await expect(store.get('files/x')).rejects.toThrow(StoreUnavailable);
        await expect(store.stat('files/x')).rejects.toThrow(StoreUnavailable);
        await expect(store.delete('files/x')).rejects.toThrow(StoreUnavailable);
        await expect(store.move('files/x', 'trash/x')).rejects.toThrow(StoreUnavailable);
        await expect(Array.fromAsync(store.list('files/'))).rejects.toThrow(StoreUnavailable);
        const putting = store.put('files/y', Buffer.from('y'), {
          bytes: 1,
          mime: 'application/octet-stream',
        });
        await expect(putting).rejects.toThrow(StoreUnavailable);
      }
      await own.restart();
      for (const store of [late, early]) {
        const found = await until('it answers again', () => store.stat('files/x'));
        expect(found.bytes).toBe(1);
      }
    } finally {
      await own.stop();
    }
  }, 60_000);

  it('a store that accepts and then keeps silent is given up on', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    try {
      const store = await openStore(keys({ S3_ENDPOINT: `http://127.0.0.1:${address.port}` }));
      await expect(store.get('files/x')).rejects.toThrow('it keeps silent');
    } finally {
      silent.close();
    }
  }, 40_000);
});
