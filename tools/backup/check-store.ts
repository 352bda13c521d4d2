import { type ObjectStore, ObjectNotFound, readBoardMark } from '@board/storage';
import type { ClientBase } from 'pg';
import type { Settings } from '../local/settings.ts';
import { connected, withDatabase } from './board-database.ts';
import { openBoardStore, sizeOf, thumbOf } from './board-store.ts';

/** Names are hashes: their first digit parts them, and one part at a time is held in memory. */
const PARTS = '0123456789abcdef'.split('');
const FILES = `SELECT name, state, (view->>'bytes')::bigint::text AS bytes FROM files WHERE left(name, 1) = $1`;
const LIVE_COPIES = `SELECT name FROM files WHERE left(name, 101) = ANY ($1) AND state = 'live'`;
const POSTS = `
  SELECT DISTINCT '/' || b.slug || '/thread/' || t.no || '#p' || p.no AS post
  FROM post_files s JOIN posts p ON p.id = s.post_id JOIN threads t ON t.id = p.thread_id JOIN boards b ON b.id = t.board_id
  WHERE s.name = ANY ($1) AND p.state = 'live' ORDER BY 1 LIMIT 20`;

/** An object that posts show and that is not as it should be. */
interface Fault {
  object: string;
  what: 'missing' | 'damaged';
  /** Whether it was found in the trash and brought back. */
  repaired: boolean;
  /** Whether it lies in the trash. */
  inTrash: boolean;
}

export interface Checked {
  board: string | undefined;
  /** The board that the store says it is of. */
  storeOf: string | undefined;
  place: string;
  /** Files that posts show. */
  files: number;
  faults: Fault[];
  /** Living posts that show them, at most 20. */
  posts: string[];
  /** Objects that no post shows: uploads of a moment ago, and what the next sweeps take. */
  unknown: { objects: number; bytes: number };
}

/** Compares what posts show with what the store has; with `repair`, takes back out of the trash what is shown. */
export async function checkStore(settings: Settings, repair: boolean): Promise<Checked> {
  return withDatabase(settings, 'npm run board -- check', (url) =>
    connected(url, async (client) => {
      const { store, place } = await openBoardStore(settings);
      const [storeOf, board] = [await readBoardMark(store), await boardOf(client)];
      const checked: Checked = {
        board,
        storeOf,
        place,
        files: 0,
        faults: [],
        posts: [],
        unknown: { objects: 0, bytes: 0 },
      };
      for (const part of PARTS) await checkPart(client, store, part, checked);
      checked.faults = await stillFaulty(client, store, checked.faults);
      checked.posts = await postsOf(client, checked.faults);
      if (repair && isOwn(checked)) for (const fault of checked.faults) await takeBack(store, fault);
      return checked;
    }),
  );
}

/** Whether the store is this board's. */
export const isOwn = ({ board, storeOf }: Checked): boolean => storeOf === undefined || storeOf === board;

async function boardOf(client: ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ meta: { board?: string } }>(
    'SELECT to_jsonb(meta) AS meta FROM meta',
  );
  return rows[0]?.meta.board;
}

/** The database first: what is posted while the store is listed is then unknown, and not missing. */
async function checkPart(
  client: ClientBase,
  store: ObjectStore,
  part: string,
  checked: Checked,
): Promise<void> {
  const { rows } = await client.query<{ name: string; state: string; bytes: string | null }>(FILES, [part]);
  const [files, thumbs, trash] = [
    await listed(store, `files/${part}`),
    await listed(store, `thumbs/${part}`),
    await listed(store, `trash/${part}`),
  ];
  const missing = (object: string): void => {
    const inTrash = trash.has(`trash/${object.slice(object.indexOf('/') + 1)}`);
    checked.faults.push({ object, what: 'missing', repaired: false, inTrash });
  };
  for (const { name, state, bytes } of rows) {
    const [file, thumb] = [`files/${name}`, `thumbs/${thumbOf(name)}`];
    const size = files.get(file);
    if (state === 'live') {
      checked.files += 1;
      if (size === undefined) missing(file);
      else if (bytes !== null && size !== Number(bytes))
        checked.faults.push({ object: file, what: 'damaged', repaired: false, inTrash: false });
      if (!thumbs.has(thumb)) missing(thumb);
    }
    if (state === 'released') continue;
    files.delete(file);
    thumbs.delete(thumb);
  }
  checked.unknown.objects += files.size + thumbs.size;
  for (const bytes of [...files.values(), ...thumbs.values()]) checked.unknown.bytes += bytes;
}

async function listed(store: ObjectStore, prefix: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { name, bytes } of store.list(prefix)) sizes.set(name, bytes);
  return sizes;
}

/** A file that was deleted, or came back, while the others were looked at is no fault. */
async function stillFaulty(client: ClientBase, store: ObjectStore, faults: Fault[]): Promise<Fault[]> {
  const live = new Set((await liveFiles(client, faults)).map((name) => copyIn(`files/${name}`)));
  const still: Fault[] = [];
  for (const fault of faults) {
    if (!live.has(copyIn(fault.object))) continue;
    if (fault.what === 'missing' && (await sizeOf(store, fault.object)) !== undefined) continue;
    still.push(fault);
  }
  return still;
}

const nameIn = (object: string): string => object.slice(object.indexOf('/') + 1);
/** `<sha>.<uuid>`: what a file and its thumbnail have in common. */
const copyIn = (object: string): string => nameIn(object).slice(0, 101);

async function postsOf(client: ClientBase, faults: readonly Fault[]): Promise<string[]> {
  const { rows } = await client.query<{ post: string }>(POSTS, [await liveFiles(client, faults)]);
  return rows.map(({ post }) => post);
}

/** Names of the files that are faulty, or whose thumbnails are, as far as posts show them now. */
async function liveFiles(client: ClientBase, faults: readonly Fault[]): Promise<string[]> {
  if (faults.length === 0) return [];
  const copies = faults.map(({ object }) => copyIn(object));
  const { rows } = await client.query<{ name: string }>(LIVE_COPIES, [copies]);
  return rows.map(({ name }) => name);
}

async function takeBack(store: ObjectStore, fault: Fault): Promise<void> {
  if (fault.what !== 'missing' || !fault.inTrash) return;
  const from = `trash/${nameIn(fault.object)}`;
  try {
    const { bytes, mime } = await store.stat(from);
    // Copied and not moved: media may be about to delete what it has moved there itself.
    await store.put(fault.object, await store.get(from), { bytes, mime, ifAbsent: true });
    fault.repaired = true;
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error;
  }
}
