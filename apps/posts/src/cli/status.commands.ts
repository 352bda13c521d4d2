import { GetIdentity, GetPostsStatus, GetStoreStatus } from '@board/contracts';
import { z } from 'zod';
import type { Command } from './command.js';
import { errorText } from './errors.js';
import { natsStatus } from './nats-status.js';
import { type Away, type Status, statusText } from './status-text.js';
import { statusWarnings } from './status-warnings.js';
import { read } from './words.js';

/** Who has not answered by then is away. */
const PATIENCE_MS = 2_000;

/** What the starter tells of the house that it runs: `internal` is where services answer the platform (/metrics). */
const House = z.object({
  address: z.string().optional(),
  postgresPort: z.number().optional(),
  internal: z.record(z.string(), z.string()).default({}),
  parts: z.array(z.object({ name: z.string(), pid: z.number() })),
});
/** With those of its services that do not say that they are ready. */
export type House = z.infer<typeof House> & { notReady: string[] };

export const statusCommands: Record<string, Command> = {
  status: {
    usage: 'status',
    about: 'how the board is: posts, database, store, messages; exit code 1 if something is wrong',
    run: async ({ words }, ask, io) => {
      read(words);
      const [identity, posts, store, nats] = await Promise.all([
        part(ask(GetIdentity, {})),
        part(ask(GetPostsStatus, {})),
        part(ask(GetStoreStatus, {})),
        part(io.nats().then(natsStatus)),
      ]);
      const house = io.house === undefined ? null : await readiness(House.parse(JSON.parse(io.house)));
      const status: Status = { identity, posts, store, nats, house };
      const warnings = statusWarnings(status);
      return { text: statusText(status), value: { ...status, warnings }, problems: warnings };
    },
  },
};

/** Asks each service of the house on its internal port. */
async function readiness(house: z.infer<typeof House>): Promise<House> {
  const asked = Object.entries(house.internal).map(async ([name, url]) => {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
      () => undefined,
    );
    return answer?.ok ? [] : [name];
  });
  return { ...house, notReady: (await Promise.all(asked)).flat() };
}

/** What a part says of itself, or why it says nothing. */
async function part<T>(answer: Promise<T>): Promise<T | Away> {
  const late = new Promise<Away>((resolve) => {
    setTimeout(() => resolve({ away: `no answer within ${PATIENCE_MS / 1000} s` }), PATIENCE_MS).unref();
  });
  return Promise.race([answer.catch((error: unknown) => ({ away: errorText(error) })), late]);
}
