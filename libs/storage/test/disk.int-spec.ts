import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, StoreUnavailable } from '@board/storage';
import { afterAll, describe, expect, it } from 'vitest';
import { objectStoreContract } from './object-store.contract.js';

const folder = mkdtempSync(join(tmpdir(), 'board-store-'));
const open = () => openStore({ STORE_DIR: join(folder, 'store'), S3_REGION: 'us-east-1' });

afterAll(() => rmSync(folder, { recursive: true, force: true }));

objectStoreContract('disk', open);

describe('a folder as a store', () => {
  it('clears away what a killed process left unfinished long ago, and nothing younger', async () => {
    await open();
    const unfinished = join(folder, 'store', '.unfinished');
    writeFileSync(join(unfinished, 'old'), 'x');
    writeFileSync(join(unfinished, 'young'), 'x');
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
    utimesSync(join(unfinished, 'old'), yesterday, yesterday);
    await open();
    expect(readdirSync(unfinished)).toEqual(['young']);
  });

  it('that cannot be written to is a store that does not answer', async () => {
    const store = await open();
    writeFileSync(join(folder, 'store', 'blocked'), 'a file where a folder should be');
    const asking = store.put('blocked/x', Buffer.from('x'), { bytes: 1, mime: 'application/octet-stream' });
    await expect(asking).rejects.toThrow(StoreUnavailable);
  });

  it('is asked for in a configuration that names neither folder nor bucket', async () => {
    await expect(openStore({ S3_REGION: 'us-east-1' })).rejects.toThrow('STORE_DIR');
  });
});
