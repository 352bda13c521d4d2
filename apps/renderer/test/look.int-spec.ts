import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ObjectStore, openStore, StoreUnavailable } from '@board/storage';
import { until } from '@board/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOOK } from '../src/look/look.id.js';
import { rendererConfig } from '../src/renderer.config.js';
import { LookPublisher } from '../src/look/look.publisher.js';

const CONFIG = rendererConfig.parse({ STORE_DIR: '/tmp/look' });
const DAY_MS = 24 * 60 * 60 * 1000;

describe('publishing the look', () => {
  let folder: string;
  let store: ObjectStore;
  let publisher: LookPublisher;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'board-look-'));
    store = await openStore({ STORE_DIR: folder, S3_REGION: 'us-east-1' });
    publisher = new LookPublisher(store, CONFIG);
  });
  afterEach(async () => {
    publisher.onModuleDestroy();
    await rm(folder, { recursive: true });
  });

  const put = (name: string) => store.put(name, Buffer.from('x'), { bytes: 1, mime: 'text/css' });
  async function names(): Promise<string[]> {
    const found: string[] = [];
    for await (const { name } of store.list('static/')) found.push(name);
    return found.toSorted();
  }
  const assets = ['apple-touch-icon.png', 'board.css', 'board.js', 'favicon.ico', 'favicon.svg', 'theme.js'];
  const own = assets.map((name) => `static/${LOOK}/${name}`);

  /** Makes all that is stored look as old as this. */
  async function age(ms: number): Promise<void> {
    const then = new Date(Date.now() - ms);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), then, then);
    }
  }

  it('puts every asset under its look', async () => {
    await publisher.onModuleInit();

    expect(await names()).toEqual(own);
  });

  it('leaves alone what is there already', async () => {
    await put(`static/${LOOK}/board.css`);
    await publisher.onModuleInit();

    expect((await store.stat(`static/${LOOK}/board.css`)).bytes).toBe(1);
  });

  it('sweeps looks that nobody renewed for 30 days, and nothing else', async () => {
    await put('static/oldlook00001/board.css');
    await publisher.onModuleInit();
    await age(31 * DAY_MS);
    await put('static/newlook00001/board.css');
    await store.put('files/a.css', Buffer.from('x'), { bytes: 1, mime: 'text/css' });

    await publisher.tidy();

    expect(await names()).toEqual([...own, 'static/newlook00001/board.css'].toSorted());
    expect((await store.stat('files/a.css')).bytes).toBe(1);
  });

  it('renews its own look, so that renderers of another one keep it', async () => {
    await publisher.onModuleInit();
    await age(29 * DAY_MS);

    await publisher.tidy();

    for (const name of own)
      expect((await store.stat(name)).modifiedAt.getTime()).toBeGreaterThan(Date.now() - DAY_MS);
  });

  it('waits for a store that does not answer yet', async () => {
    let tries = 0;
    const late: ObjectStore = {
      ...store,
      list: (prefix) => store.list(prefix),
      put: (name, body, options) => {
        tries += 1;
        return tries === 1 ? Promise.reject(new StoreUnavailable('not yet')) : store.put(name, body, options);
      },
    };
    publisher = new LookPublisher(late, CONFIG);
    await publisher.onModuleInit();

    await until('all is published', async () => (await names()).length === own.length);
    expect(tries).toBe(own.length + 1);
  });
});
