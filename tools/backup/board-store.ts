import { Readable } from 'node:stream';
import { type ObjectStore, ObjectNotFound, openStore } from '@board/storage';
import type { Settings } from '../local/settings.ts';
import { storePlace } from '../local/store-place.ts';

export interface BoardStore {
  store: ObjectStore;
  /** For people: a folder, or an address. */
  place: string;
}

/** The store of the settings; makes its folder or bucket if there is none. */
export async function openBoardStore(settings: Settings): Promise<BoardStore> {
  const { config, place } = await storePlace(settings);
  return { store: await openStore(config), place };
}

export const thumbOf = (name: string): string => `${name.split('.', 2).join('.')}.thumb.webp`;

/** Bytes of an object; undefined when it is not there. */
export async function sizeOf(store: ObjectStore, name: string): Promise<number | undefined> {
  try {
    return (await store.stat(name)).bytes;
  } catch (error) {
    if (error instanceof ObjectNotFound) return undefined;
    throw error;
  }
}

/** Objects of so many bytes are read ahead into memory; greater ones go through it. */
export const SMALL_BYTES = 1024 * 1024;
const AHEAD = 8;

export interface Found {
  bytes: number;
  body: Readable;
}

/** An object, from the first of the names that there is; undefined when there is none. */
export async function find(store: ObjectStore, names: readonly string[]): Promise<Found | undefined> {
  for (const name of names) {
    try {
      const { bytes } = await store.stat(name);
      if (bytes > SMALL_BYTES) return { bytes, body: lazily(() => firstOf(store, names)) };
      const chunks: Buffer[] = [];
      for await (const chunk of await store.get(name)) chunks.push(chunk as Buffer);
      return { bytes, body: Readable.from(chunks) };
    } catch (error) {
      if (!(error instanceof ObjectNotFound)) throw error;
    }
  }
  return undefined;
}

/** What `ask` answers of each item, in their order, with some asked for before they are wanted. */
export async function* ahead<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  ask: (item: T) => Promise<R>,
): AsyncGenerator<[T, R]> {
  const asked: [T, Promise<R>][] = [];
  for await (const item of items) {
    const answer = ask(item);
    // Told when its turn comes.
    answer.catch(() => {});
    asked.push([item, answer]);
    if (asked.length < AHEAD) continue;
    const [first, waiting] = asked.shift() as [T, Promise<R>];
    yield [first, await waiting];
  }
  for (const [item, waiting] of asked) yield [item, await waiting];
}

/** Its bytes from wherever it is by now: it may go into the trash, or come back, before its turn. */
async function firstOf(store: ObjectStore, [name = '', ...others]: readonly string[]): Promise<Readable> {
  try {
    return await store.get(name);
  } catch (error) {
    if (!(error instanceof ObjectNotFound) || others.length === 0) throw error;
    return firstOf(store, others);
  }
}

function lazily(open: () => Promise<Readable>): Readable {
  return Readable.from(
    (async function* () {
      yield* await open();
    })(),
  );
}
