import { type House, Visitor } from '@board/testing';

/** How many posts are under way at a time. */
const LANES = 8;

/** Posts so many short replies through the front door, each from an address of its own. */
export async function fillThread(house: House, thread: number, replies: number, board = 'b'): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < replies) {
      next += 1;
      await new Visitor(house.url()).post({ board, thread, text: `reply ${next} of ${replies}` });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
