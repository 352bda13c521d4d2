import { createHash, randomUUID } from 'node:crypto';
import { IngestFile, type FileView } from '@board/contracts';
import type { ObjectStore } from '@board/storage';
import type { Ask } from './ask.ts';
import { draw } from './scenes.ts';
import type { Picture } from './talks.ts';

/** Between the colourings of a scene, in degrees. */
const HUE_STEP = 120;

/** Pictures as stored files: each is drawn, brought to media and cleaned once, and may then be shown in any post. */
export class Gallery {
  private readonly ask: Ask;
  private readonly store: ObjectStore;
  private readonly files = new Map<string, Promise<FileView>>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(ask: Ask, store: ObjectStore) {
    this.ask = ask;
    this.store = store;
  }

  file(picture: Picture): Promise<FileView> {
    const key = `${picture.scene} ${picture.hue}`;
    const known = this.files.get(key);
    if (known) return known;
    // One after another: media's places are for people.
    const file = this.last.then(() => this.bring(picture));
    this.last = file.catch(() => {});
    this.files.set(key, file);
    return file;
  }

  private async bring({ scene, hue }: Picture): Promise<FileView> {
    const { bytes } = await draw(scene, hue * HUE_STEP);
    const key = randomUUID();
    await this.store.put(`incoming/${key}`, bytes, { bytes: bytes.length, mime: 'application/octet-stream' });
    const sha = createHash('sha256').update(bytes).digest('hex');
    return this.ask(IngestFile, { key, sha, bytes: bytes.length, file: 1 });
  }
}
