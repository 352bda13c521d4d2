import { realpathSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PostgresServer, startPostgres } from '../servers/index.ts';
import { cloneInto, endAllOf } from './clone.ts';
import { Operator, type Step, STEPS } from './operator.ts';

const RUNS = 6;

/** What has done harm before, tried each time. */
const ALWAYS: Step[][] = [
  ['start', 'restore an older backup over it', 'start'],
  [
    'name an empty database',
    'start, whatever has changed',
    'kill',
    'restore an older backup beside it',
    'start',
  ],
];

let parent: string;
let postgres: PostgresServer;

beforeAll(async () => {
  parent = realpathSync(await mkdtemp(join(tmpdir(), 'board-operator-')));
  await chmod(parent, 0o755);
  await cloneInto(join(parent, 'board'));
  postgres = await startPostgres({ fsync: false });
});
afterAll(async () => {
  await endAllOf(parent);
  await postgres?.stop();
  await rm(parent, { recursive: true, force: true, maxRetries: 5 });
});

test('whatever an operator does, in any order - no file that a post shows is erased, and nobody sees less than before under the same epoch', async () => {
  const holds = fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 2, maxLength: 6 }), async (steps) => {
      const operator = new Operator(parent, postgres.url);
      try {
        await operator.begin();
        for (const step of steps) await operator.take(step);
        await operator.take('start, whatever has changed');
      } finally {
        await operator.end();
      }
    }),
    { numRuns: RUNS, endOnFailure: true, examples: ALWAYS.map((steps) => [steps]) },
  );
  await expect(holds).resolves.toBeUndefined();
});
