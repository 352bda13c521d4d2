import { DomainError, ListBoards } from '@board/contracts';
import { parseArgs } from 'node:util';
import { type Ask, type Command, type Io, type Typed, UsageError } from './command.js';
import { COMMANDS, help, helpOf, OPTIONS } from './commands.js';
import { errorText, errorValue } from './errors.js';
import { oneOf } from './words.js';

export const DONE = 0;
export const REFUSED = 1;
export const MISUSED = 2;

/** What a call of the program comes to: what it prints, and its exit code. */
export interface Outcome {
  code: number;
  out?: string;
  err?: string;
}

const HELP = ['--help', '-h', 'help'];

/** Runs what was typed. Throws nothing that a person could have caused. */
export async function run([name, ...args]: string[], ask: Ask, io: Io): Promise<Outcome> {
  if (name === undefined) return { code: MISUSED, out: help() };
  if (HELP.includes(name) && args.length === 0) return { code: DONE, out: help() };
  const json = args.includes('--json');
  let command: Command | undefined;
  try {
    command = commandOf(HELP.includes(name) ? (args[0] ?? '') : name);
    if (HELP.includes(name)) return { code: DONE, out: helpOf(command) };
    const typed = parse(name, command, args);
    if (typed === 'help') return { code: DONE, out: helpOf(command) };
    const { text, value, problems = [] } = await command.run(typed, ask, io);
    return {
      code: problems.length > 0 ? REFUSED : DONE,
      out: json ? JSON.stringify(value) : text,
      err: json ? '' : problems.join('\n'),
    };
  } catch (error) {
    const message = await sentence(error, command?.usage, ask);
    return {
      code: error instanceof UsageError ? MISUSED : REFUSED,
      err: json ? JSON.stringify(errorValue(error, message)) : message,
    };
  }
}

function commandOf(name: string): Command {
  return COMMANDS[oneOf('command', Object.keys(COMMANDS))(name)] as Command;
}

/** A word that begins with a digit behind its dash is a number below zero and no option. */
const NEGATIVE = /^-\d/;

function parse(name: string, command: Command, args: string[]): Typed | 'help' {
  const options = { ...command.options, ...OPTIONS };
  try {
    const { values, positionals } = parseArgs({
      args: args.map((arg) => (NEGATIVE.test(arg) ? ` ${arg}` : arg)),
      options,
      allowPositionals: true,
    });
    const { json: _, yes, 'dry-run': dryRun, help: isHelp, ...own } = values;
    if (isHelp) return 'help';
    if (dryRun && !command.tries)
      throw new UsageError(`${name} cannot say what it would do (--dry-run); it can be taken back.`);
    return {
      words: positionals.map((word) => (/^ -\d/.test(word) ? word.slice(1) : word)),
      options: own,
      yes: yes === true,
      dryRun: dryRun === true,
    };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    const known = Object.keys(options).filter((option) => option !== 'dry-run' || command.tries);
    throw new UsageError(
      `${(error as Error).message.split('. ')[0]}. Options of ${name}: ${known.map((option) => `--${option}`).join(', ')}.`,
    );
  }
}

async function sentence(error: unknown, usage: string | undefined, ask: Ask): Promise<string> {
  if (error instanceof UsageError) return `${error.message}${usage === undefined ? '' : ` Usage: ${usage}`}`;
  if (error instanceof DomainError && error.reason === 'board_not_found') {
    const { boards } = await ask(ListBoards, {});
    return `${errorText(error)} Boards: ${boards.map(({ slug }) => slug).join(', ') || 'none yet'}.`;
  }
  return errorText(error);
}
