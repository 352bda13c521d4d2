import { setTimeout as pause } from 'node:timers/promises';
import type { House } from '@board/testing';
import type { Acknowledged } from './ledger.ts';

const INSIST_MS = 60_000;

/** Deletes a post as staff would, again and again until that is acknowledged. */
export async function takeDown(house: House, post: Acknowledged): Promise<void> {
  const deadline = performance.now() + INSIST_MS;
  for (;;) {
    try {
      await house.ask('rpc.posts.post.delete', { board: post.board, no: post.no });
      post.deleted = true;
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(200);
    }
  }
}
