import { natsAddress, natsProblem, PlainClient } from '@board/messaging/client';
import { natsConfig, readConfig } from '@board/platform/config';
import { z } from 'zod';
import { run } from './cli/run.js';
import { terminal } from './cli/terminal.js';

/** A NATS that is there answers at once; one that is not should not keep a person waiting. */
const CONNECT_MS = 5_000;
const CliConfig = z.object(natsConfig);

async function main(words: string[]): Promise<number> {
  let opened: Promise<PlainClient> | undefined;
  const client = (): Promise<PlainClient> => (opened ??= connect());
  const outcome = await run(words, async (contract, input) => (await client()).call(contract, input), {
    ...terminal(process.env),
    nats: async () => (await client()).connection,
  });
  if (outcome.out) process.stdout.write(`${outcome.out}\n`);
  if (outcome.err) process.stderr.write(`${outcome.err}\n`);
  return outcome.code;
}

async function connect(): Promise<PlainClient> {
  const address = natsAddress(readConfig(CliConfig, process.env));
  try {
    return await PlainClient.open({ name: 'board-cli', timeoutMs: CONNECT_MS, ...address });
  } catch (error) {
    throw new Error(natsProblem(error, address), { cause: error });
  }
}

// An open connection would keep the process alive: leave by word.
process.exit(await main(process.argv.slice(2)));
