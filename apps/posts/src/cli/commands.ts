import { actCommands } from './act.commands.js';
import { boardCommands } from './board.commands.js';
import { boardStateCommands } from './board-state.commands.js';
import type { Command } from './command.js';
import { fileCommands } from './file.commands.js';
import { postCommands } from './post.commands.js';
import { purgeCommands } from './purge.commands.js';
import { siteCommands } from './site.commands.js';
import { statusCommands } from './status.commands.js';
import { storeCommands } from './store.commands.js';
import { table } from './table.js';
import { trashCommands } from './trash.commands.js';

/** Every command by its name, in the order of the help. */
export const COMMANDS: Record<string, Command> = {
  ...statusCommands,
  ...boardCommands,
  ...boardStateCommands,
  ...siteCommands,
  ...postCommands,
  ...trashCommands,
  ...purgeCommands,
  ...fileCommands,
  ...storeCommands,
  ...actCommands,
};

/** Options of all commands. */
export const OPTIONS = {
  json: { type: 'boolean', default: false },
  yes: { type: 'boolean', short: 'y', default: false },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const OPTIONS_ABOUT: Record<keyof typeof OPTIONS, string> = {
  json: 'print JSON: what was done on the standard output, {"error": …} on the standard error',
  yes: 'ask nothing',
  'dry-run': 'say what would be done, and do nothing',
  help: 'say this',
};

/** All commands, a line each. */
export function help(): string {
  const lines = Object.values(COMMANDS).map(({ usage, about }) => ['', usage, about]);
  const options = Object.entries(OPTIONS_ABOUT).map(([name, about]) => ['', `--${name}`, about]);
  return [
    'Cares for the boards of a running house, over NATS (NATS_URL).',
    '',
    table([...lines, ['']]),
    'Options of all commands (those with --dry-run say so in their own --help):',
    table(options),
    '',
    'Exit code: 0 done, 1 refused or failed, 2 misused.',
  ].join('\n');
}

/** One command. */
export function helpOf({ usage, about, optionsAbout = {}, tries }: Command): string {
  const all = { ...optionsAbout, ...OPTIONS_ABOUT };
  const options = Object.entries(all).filter(([name]) => name !== 'dry-run' || tries);
  return [
    `Usage: ${usage}`,
    `  ${about}`,
    '',
    table(options.map(([name, text]) => ['', `--${name}`, text])),
  ].join('\n');
}
