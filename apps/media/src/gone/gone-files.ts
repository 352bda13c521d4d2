import { ObjectNotFound, type ObjectStore } from '@board/storage';

/** `<sha>.<uuid>`: what a file and its thumbnail have in common. */
export function copyOf(name: string): string {
  return name.split('.', 2).join('.');
}

/** Deletes a stored file with its thumbnail, also from the trash. The thumbnail first, so that none is left without its file. */
export async function deleteFile(store: ObjectStore, name: string): Promise<void> {
  const thumb = `${copyOf(name)}.thumb.webp`;
  for (const object of [`thumbs/${thumb}`, `trash/${thumb}`, `files/${name}`, `trash/${name}`]) {
    await store.delete(object);
  }
}

/** Moves a stored file with its thumbnail to where no reader sees it. What has gone already stays gone. */
export async function trashFile(store: ObjectStore, name: string): Promise<void> {
  const thumb = `${copyOf(name)}.thumb.webp`;
  await moveIfThere(store, `thumbs/${thumb}`, `trash/${thumb}`);
  await moveIfThere(store, `files/${name}`, `trash/${name}`);
}

/**
 * Brings a file with its thumbnail back from the trash, if they are not where readers find them. The file first: a
 * thumbnail without one is swept. They are copied, and the trash keeps its own until its time: moving in a store that
 * copies and then deletes, another replica may be just about to delete what it has copied there. Answers with false for a
 * file that is in neither place.
 */
export async function restoreFile(store: ObjectStore, name: string): Promise<boolean> {
  const isThere = await copyFromTrash(store, name, `files/${name}`);
  const thumb = `${copyOf(name)}.thumb.webp`;
  await copyFromTrash(store, thumb, `thumbs/${thumb}`);
  return isThere;
}

async function copyFromTrash(store: ObjectStore, name: string, to: string): Promise<boolean> {
  if (await isIn(store, to)) return true;
  try {
    const { bytes, mime } = await store.stat(`trash/${name}`);
    await store.put(to, await store.get(`trash/${name}`), { bytes, mime, ifAbsent: true });
    return true;
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error;
    return false;
  }
}

async function isIn(store: ObjectStore, name: string): Promise<boolean> {
  try {
    await store.stat(name);
    return true;
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error;
    return false;
  }
}

async function moveIfThere(store: ObjectStore, from: string, to: string): Promise<void> {
  try {
    await store.move(from, to);
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error;
  }
}
