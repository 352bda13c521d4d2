import { z } from 'zod';
import { defineRpc } from '../define.js';
import { BoardId, Epoch } from '../names.js';

/**
 * Which board this is. `takesUnmarked`: the database was used before boards had a mark, so a store without one may be
 * its own. `showsFiles`: whether any post shows a file, so that a store without files cannot be. `schema`: the last migration; `version`: of the program that answers.
 */
export const GetIdentity = defineRpc({
  subject: 'rpc.posts.board.identity',
  input: z.object({}),
  output: z.object({
    board: BoardId,
    epoch: Epoch,
    takesUnmarked: z.boolean(),
    showsFiles: z.boolean(),
    schema: z.string(),
    version: z.string(),
  }),
  reasons: [],
  timeoutMs: 2_000,
  idempotent: true,
});

/** The keys of a gateway that all gateways of one board have in common. */
export const GatewayKey = z.enum(['CLOAK_KEY', 'TOKEN_KEY']);
export type GatewayKey = z.infer<typeof GatewayKey>;

/**
 * Compares a gateway's key with the one that this board was made with, by their check values (`keyCheck`); the first that
 * is told is kept. `accept`: the change is meant, and kept. `key_changed`: it is another key.
 */
export const CheckKey = defineRpc({
  subject: 'rpc.posts.key.check',
  input: z.object({ name: GatewayKey, check: z.string().regex(/^[0-9a-f]{16}$/), accept: z.boolean() }),
  output: z.object({}),
  reasons: ['key_changed'],
  timeoutMs: 2_000,
  idempotent: true,
});
