import { hostname, userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { type Io, RefusedError } from './command.js';

/** The terminal that this process was called from. */
export function terminal(env: NodeJS.ProcessEnv): Omit<Io, 'nats'> {
  return {
    who: (env['BOARD_USER'] || `${userName()}@${hostname()}`).slice(0, 100),
    confirm: async (question) => {
      if (!process.stdin.isTTY || !process.stderr.isTTY)
        throw new RefusedError(
          `${question.trimEnd()}\nNothing was done: there is no terminal to ask on. Use --yes.`,
        );
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return /^(y|yes)$/i.test((await lines.question(`${question} [y/N] `)).trim());
      } finally {
        lines.close();
      }
    },
    input: () => text(process.stdin),
    house: env['BOARD_HOUSE'],
  };
}

/** A user id without a name, as containers have, is a name as well. */
function userName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
    return `uid ${process.getuid?.()}`;
  }
}
