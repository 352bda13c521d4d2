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

/** Brings a file with its thumbnail back from the trash, the file last: while it is there it will be looked at again. */
export async function restoreFile(store: ObjectStore, name: string): Promise<void> {
  await moveIfThere(store, `trash/${thumbOf(name)}`, `thumbs/${thumbOf(name)}`);
  await moveIfThere(store, `trash/${name}`, `files/${name}`);
}

/** Moves an object; does nothing when it is not there any more. */
export async function moveIfThere(store: ObjectStore, from: string, to: string): Promise<void> {
  try {
    await store.move(from, to);
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error;
  }
}

function thumbOf(name: string): string {
  return `${copyOf(name)}.thumb.webp`;
}
