import { buffer } from 'node:stream/consumers';
import { ObjectNotFound, type ObjectStore } from './object-store.js';

/** The object that says which board the store is of. */
const MARK = 'board/mark.json';
const WORD = /^[a-z0-9]{16}$/;

/** The board that a store is of; undefined when it carries no mark. Throws when the mark cannot be read. */
export async function readBoardMark(store: ObjectStore): Promise<string | undefined> {
  try {
    const text = (await buffer(await store.get(MARK))).toString();
    const { board } = JSON.parse(text) as { board?: unknown };
    if (typeof board === 'string' && WORD.test(board)) return board;
  } catch (error) {
    if (error instanceof ObjectNotFound) return undefined;
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Error(`The object ${MARK} in the store is damaged: it does not say which board the store is of`);
}

/** Marks a store as the board's, instead of any other's. */
export async function writeBoardMark(store: ObjectStore, board: string): Promise<void> {
  const bytes = Buffer.from(JSON.stringify({ board }));
  await store.put(MARK, bytes, { bytes: bytes.length, mime: 'application/json' });
}
