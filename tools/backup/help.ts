import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const COMMANDS = {
  backup: {
    usage: 'backup <file>',
    does: 'database, files and secrets into one archive, also while the board runs; --verify <file> reads one again',
  },
  restore: {
    usage: 'restore <file> [--replace]',
    does: 'that board into an empty place; --replace moves what is there aside',
  },
  export: {
    usage: 'export <board> <file>',
    does: 'one board to be read elsewhere: posts as JSON, and files',
  },
  check: {
    usage: 'check [--repair]',
    does: 'compares what posts show with what the store has; --repair takes back out of the trash',
  },
} as const;
export type Command = keyof typeof COMMANDS;

/** What one of them does. */
export function helpOf(command: Command): string {
  const options = [
    '--json     print JSON: what was done on the standard output, {"error": …} on the standard error',
    '--yes      ask nothing; none of these does',
    '--help     say this',
  ];
  const posts =
    command === 'restore' ? '\nPosts out of the trash: npm run board -- restore <board> <number…>\n' : '';
  return `Usage: ${usageOf(command)}\n  ${COMMANDS[command].does}\n${posts}\n  ${options.join('\n  ')}`;
}

export const usageOf = (command: Command): string => `npm run board -- ${COMMANDS[command].usage}`;

/** The command that the words begin with, if it is one of these: `restore b 60` is not, since a path names an archive. */
export function commandOf([name = '', ...more]: string[]): Command | undefined {
  if (!Object.hasOwn(COMMANDS, name)) return undefined;
  const [second = '', third] = more.filter((word) => !word.startsWith('-'));
  const isPath = /[./\\]/.test(second) || existsSync(pathOf(second));
  return name === 'restore' && !isPath && (second !== '' || third !== undefined)
    ? undefined
    : (name as Command);
}

/** As the person means it, who may have been elsewhere when npm was called. */
export const pathOf = (file: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), file);

/** One line for each. */
export function help(): string {
  const lines = Object.values(COMMANDS).map(({ usage, does }) => `  ${usage.padEnd(34)}${does}`);
  return ['For the whole board:', ...lines].join('\n');
}
