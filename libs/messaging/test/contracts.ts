import { defineEvent, defineRpc } from '@board/contracts';
import { z } from 'zod';

export const Say = defineRpc({
  subject: 'rpc.echo.word.say',
  input: z.object({ word: z.string() }),
  output: z.object({ word: z.string(), by: z.string() }),
  reasons: ['flood'],
  timeoutMs: 2_000,
  idempotent: true,
});

/** Like `Say`, but asked once only. */
export const Tell = defineRpc({ ...Say, subject: 'rpc.echo.word.tell', timeoutMs: 500, idempotent: false });

export const Said = defineEvent({
  type: 'echo.word.said.v1',
  data: z.object({ word: z.string() }),
  keys: (data) => [data.word],
});

export const Silence = defineEvent({
  type: 'echo.word.silenced.v1',
  data: z.object({ word: z.string() }),
  keys: () => [],
});
