import { AddBoard, BoardSettings, type BoardView, DomainError, ListBoards, SetBoard } from '@board/contracts';
import { DEFAULT_LIMITS } from '../boards/board-limits.js';
import { type Command, RefusedError } from './command.js';
import { fitsText, settingValue } from './setting-value.js';
import { table } from './table.js';
import { boardName, oneOf, optional, read, textOf } from './words.js';

const SETTINGS = BoardSettings.keyof().options;
const DEFAULTS: Partial<Record<keyof BoardSettings, unknown>> = { ...DEFAULT_LIMITS, order: 100 };
const asTyped = (word: string): string => word;

export const boardCommands: Record<string, Command> = {
  list: {
    usage: 'list',
    about: 'all boards',
    run: async ({ words }, ask) => {
      read(words);
      const { boards, removed = [] } = await ask(ListBoards, { removed: true });
      const lines = [
        ...boards.map(
          ({ slug, title, threads, lastNo, closed }) =>
            `/${slug}/  ${title}: ${threads} threads, last number ${lastNo}${closed ? ', closed' : ''}`,
        ),
        ...removed.map(({ slug, title, removedAt }) => `/${slug}/  ${title}: removed on ${dayOf(removedAt)}`),
      ];
      const value = [...boards, ...removed];
      return { text: lines.join('\n') || 'There are no boards.', value };
    },
  },
  add: {
    usage: 'add <board> <title> [description]',
    about: 'open a board',
    run: async ({ words }, ask, io) => {
      const [slug, title, description = ''] = read(
        words,
        boardName,
        textOf('title', 80, 1),
        optional(textOf('description', 300)),
      );
      const board = await ask(AddBoard, { slug, title, description, by: io.who }).catch(refuseRemoved);
      return { text: `/${board.slug}/ is open.`, value: board };
    },
  },
  settings: {
    usage: 'settings <board>',
    about: 'what can be set on a board: its value, its default, what it means',
    run: async ({ words }, ask) => {
      const [slug] = read(words, boardName);
      const { boards } = await ask(ListBoards, {});
      const board = boards.find((one) => one.slug === slug);
      if (!board) throw new DomainError('board_not_found', { board: slug });
      return { text: settingsText(board), value: valuesOf(board) };
    },
  },
  set: {
    usage: 'set <board> <setting> <value>',
    about: 'change a board: its title, its place in lists, what it allows; the value may be "default"',
    run: async ({ words }, ask, io) => {
      const [board, setting, word] = read(words, boardName, oneOf('setting', SETTINGS), asTyped);
      const value = settingValue(setting, word);
      const now = valuesOf(await ask(SetBoard, { board, setting, value, by: io.who }))[setting];
      return { text: `${setting} of /${board}/ is ${now} now.`, value: { board, setting, value: now } };
    },
  },
};

/** What is set on a board, by the names of the settings. */
function valuesOf({ title, description, order, limits }: BoardView): Record<keyof BoardSettings, unknown> {
  return { title, description, order, ...limits };
}

function settingsText(board: BoardView): string {
  const values = valuesOf(board);
  return table(
    SETTINGS.map((setting) => [
      setting,
      String(values[setting]),
      setting in DEFAULTS ? `default ${DEFAULTS[setting]}` : '',
      `${BoardSettings.shape[setting].description ?? ''} (${fitsText(setting)})`,
    ]),
  );
}

/** Says the way out of a name that a removed board has. */
function refuseRemoved(error: unknown): never {
  if (!(error instanceof DomainError) || error.reason !== 'board_removed') throw error;
  const { board, removedAt } = error.details ?? {};
  throw new RefusedError(
    `/${board}/ was removed on ${dayOf(String(removedAt))}: \`board reopen ${board}\` brings it back.`,
    { cause: error },
  );
}

const dayOf = (iso: string): string => iso.slice(0, 10);
