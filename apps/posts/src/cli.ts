import { Nats, natsAddress, natsProblem, RpcClient } from '@board/messaging';
import { natsConfig, readConfig } from '@board/platform';
import { z } from 'zod';
import { run } from './cli/run.js';
import { terminal } from './cli/terminal.js';

/** A NATS that is there answers at once; one that is not should not keep a person waiting. */
const CONNECT_MS = 5_000;
const CliConfig = z.object(natsConfig);

async function main(words: string[]): Promise<number> {
  let opened: Promise<Nats> | undefined;
  const nats = (): Promise<Nats> => (opened ??= connect());
  const outcome = await run(
    words,
    async (contract, input) => new RpcClient(await nats()).call(contract, input),
    {
      ...terminal(process.env),
      nats: async () => (await nats()).connection,
    },
  );
  if (outcome.out) process.stdout.write(`${outcome.out}\n`);
  if (outcome.err) process.stderr.write(`${outcome.err}\n`);
  return outcome.code;
}

async function connect(): Promise<Nats> {
  const address = natsAddress(readConfig(CliConfig, process.env));
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('it does not answer')), CONNECT_MS).unref();
  });
  try {
    return await Promise.race([Nats.open({ service: 'board-cli', ...address, wait: false }), late]);
  } catch (error) {
    throw new Error(natsProblem(error, address), { cause: error });
  }
}

// An open socket of a NATS that never answered would keep the process alive: leave by word.
process.exit(await main(process.argv.slice(2)));
