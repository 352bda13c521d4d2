import { DomainError, FileName, GetKnownFiles, type SweepReport, ThumbName } from '@board/contracts';
import type { RpcClient } from '@board/messaging';
import type { ListedObject, ObjectStore } from '@board/storage';
import { copyOf } from './gone-files.js';
import { count, nothing } from './object-sums.js';

/** What `GetKnownFiles` takes at once. */
export const BATCH = 200;
/** Names are hashes, so their first digit divides them into equal parts, of which one at a time is held in memory. */
export const PARTS = '0123456789abcdef'.split('');

/** How a list is looked through: what is younger than `graceMs` may still be on its way; `stop` ends it early. */
export interface Search {
  graceMs: number;
  stop: AbortSignal;
}

/** Counts what is stored, and of it what nobody knows. Removes nothing, and posts remembers nothing of the questions. */
export async function countUnknown(
  store: ObjectStore,
  rpc: RpcClient,
  { graceMs, stop }: Search,
): Promise<Pick<SweepReport, 'files' | 'unknown' | 'orphans'>> {
  const found = { files: nothing(), unknown: nothing(), orphans: nothing() };
  for (const part of PARTS) {
    const copies = new Set<string>();
    for await (const batch of batches(store.list(`files/${part}`))) {
      if (stop.aborted) return found;
      for (const object of batch) {
        count(found.files, object);
        copies.add(copyOf(nameOf(object)));
      }
      const old = batch.filter(
        (object) => isOld(object, graceMs) && FileName.safeParse(nameOf(object)).success,
      );
      for (const object of await unknownOf(rpc, old)) count(found.unknown, object);
    }
    for await (const object of store.list(`thumbs/${part}`)) {
      if (stop.aborted) return found;
      if (isOrphan(object, copies, graceMs)) count(found.orphans, object);
    }
  }
  return found;
}

/** Whether a listed thumbnail, past its grace, has no file among `copies`. */
export function isOrphan(thumb: ListedObject, copies: ReadonlySet<string>, graceMs: number): boolean {
  const name = nameOf(thumb);
  return isOld(thumb, graceMs) && ThumbName.safeParse(name).success && !copies.has(copyOf(name));
}

/** Whether an object has been where it is for so long. */
export function isOld({ modifiedAt }: ListedObject, ms: number): boolean {
  return Date.now() - modifiedAt.getTime() >= ms;
}

/** The object's name without its folder. */
export function nameOf({ name }: Pick<ListedObject, 'name'>): string {
  return name.slice(name.indexOf('/') + 1);
}

/** A list in pieces that fit one question. */
export async function* batches<T>(items: AsyncIterable<T>): AsyncIterable<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    if (batch.push(item) < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function unknownOf(rpc: RpcClient, objects: ListedObject[]): Promise<ListedObject[]> {
  if (objects.length === 0) return [];
  const { files } = await rpc.call(GetKnownFiles, { names: objects.map(nameOf), release: false });
  // An owner of before neither tells nor only looks: in a rollout the sweep waits for the new one.
  if (files.some((file) => file.unknown === undefined)) throw new DomainError('unavailable');
  const unknown = new Set(files.filter((file) => file.unknown).map(({ name }) => name));
  return objects.filter((object) => unknown.has(nameOf(object)));
}
