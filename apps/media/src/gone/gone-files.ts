import { ObjectNotFound, type ObjectStore } from '@board/storage';

/** `<sha>.<uuid>`: what a file and its thumbnail have in common. */
export function copyOf(name: string): string {
  return name.split('.', 2).join('.');
}

/** Deletes a stored file with its thumbnail, also from the trash. The thumbnail first, so that none is left without its file. */
export async function deleteFile(store: ObjectStore, name: string): Promise<void> {
  const thumb = thumbOf(name);
  for (const object of [`thumbs/${thumb}`, `trash/${thumb}`, `files/${name}`, `trash/${name}`]) {
    await store.delete(object);
  }
}

/** Moves a stored file with its thumbnail to where no reader sees it. What has gone already stays gone. */
export async function trashFile(store: ObjectStore, name: string): Promise<void> {
  await moveIfThere(store, `thumbs/${thumbOf(name)}`, `trash/${thumbOf(name)}`);
  await moveIfThere(store, `files/${name}`, `trash/${name}`);
}

/**
 * Copies a file with its thumbnail from the trash to where readers find them, if they are not there. The file first: a
 * thumbnail without one is swept. The trash keeps its own until its time: where moving is copying and then deleting,
 * another replica may be just about to delete what it has copied there. Answers with `missing` for a file that is in
 * neither place.
 */
export async function restoreFile(store: ObjectStore, name: string): Promise<'copied' | 'there' | 'missing'> {
  const file = await copyIfMissing(store, `trash/${name}`, `files/${name}`);
  const thumb = await copyIfMissing(store, `trash/${thumbOf(name)}`, `thumbs/${thumbOf(name)}`);
  return file === 'there' && thumb === 'copied' ? 'copied' : file;
}

/** Moves an object; does nothing when it is not there any more. */
export async function moveIfThere(store: ObjectStore, from: string, to: string): Promise<void> {
  try {
    await store.move(from, to);
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error;
  }
}

async function copyIfMissing(
  store: ObjectStore,
  from: string,
  to: string,
): Promise<'copied' | 'there' | 'missing'> {
  if (await isThere(store, to)) return 'there';
  try {
    const { bytes, mime } = await store.stat(from);
    await store.put(to, await store.get(from), { bytes, mime, ifAbsent: true });
    return 'copied';
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error;
    return 'missing';
  }
}

async function isThere(store: ObjectStore, name: string): Promise<boolean> {
  try {
    await store.stat(name);
    return true;
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error;
    return false;
  }
}

function thumbOf(name: string): string {
  return `${copyOf(name)}.thumb.webp`;
}
