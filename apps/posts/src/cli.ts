import { DomainError } from '@board/contracts';
import { Nats, natsAddress, natsProblem, RpcClient } from '@board/messaging';
import { natsConfig, readConfig } from '@board/platform/config';
import { z } from 'zod';
import { COMMANDS, help, UsageError } from './cli/commands.js';

/** A NATS that is there answers at once; one that is not should not keep a person waiting. */
const CONNECT_MS = 5_000;
const CliConfig = z.object(natsConfig);
const DONE = 0;
const REFUSED = 1;
const MISUSED = 2;

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const complain = (text: string): boolean => process.stderr.write(`${text}\n`);

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    say(help());
    return name === undefined ? MISUSED : DONE;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    complain(`There is no command "${name}".\n\n${help()}`);
    return MISUSED;
  }
  let nats: Nats | undefined;
  try {
    const done = await command.run(args, async (contract, input) => {
      nats ??= await connect();
      return new RpcClient(nats).call(contract, input);
    });
    say(done);
    return DONE;
  } catch (error) {
    complain(sentence(error, command.usage));
    return error instanceof UsageError ? MISUSED : REFUSED;
  } finally {
    await nats?.onApplicationShutdown();
  }
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

function sentence(error: unknown, usage: string): string {
  if (error instanceof UsageError) return `${error.message} Usage: ${usage}`;
  if (error instanceof DomainError) {
    const details = Object.entries(error.details ?? {}).map(([key, value]) => `${key} ${value}`);
    return `${error.message}${details.length > 0 ? ` (${details.join(', ')})` : ''}.`;
  }
  return error instanceof Error ? error.message : String(error);
}

// An open socket of a NATS that never answered would keep the process alive: leave by word.
process.exit(await main(process.argv.slice(2)));
