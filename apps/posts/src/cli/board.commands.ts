import { AddBoard, BoardLimits, type BoardView, DomainError, ListBoards, SetBoard } from '@board/contracts';
import { DEFAULT_LIMITS } from '../boards/board-limits.js';
import type { Command } from './command.js';
import { fitsText, settingValue } from './setting-value.js';
import { table } from './table.js';
import { boardName, oneOf, optional, read, textOf } from './words.js';

const SETTINGS = BoardLimits.keyof().options;
const asTyped = (word: string): string => word;

export const boardCommands: Record<string, Command> = {
  list: {
    usage: 'list',
    about: 'all boards',
    run: async ({ words }, ask) => {
      read(words);
      const { boards } = await ask(ListBoards, {});
      const lines = boards.map(
        (board) => `/${board.slug}/  ${board.title}: ${board.threads} threads, last number ${board.lastNo}`,
      );
      return { text: boards.length > 0 ? lines.join('\n') : 'There are no boards.', value: boards };
    },
  },
  add: {
    usage: 'add <board> <title> [description]',
    about: 'open a board',
    run: async ({ words }, ask) => {
      const [slug, title, description = ''] = read(
        words,
        boardName,
        textOf('title', 80, 1),
        optional(textOf('description', 300)),
      );
      const board = await ask(AddBoard, { slug, title, description });
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
      return { text: settingsText(board), value: board.limits };
    },
  },
  set: {
    usage: 'set <board> <setting> <value>',
    about: 'change what a board allows, as settings lists it; the value may be "default"',
    run: async ({ words }, ask) => {
      const [board, setting, word] = read(words, boardName, oneOf('setting', SETTINGS), asTyped);
      const { limits } = await ask(SetBoard, { board, setting, value: settingValue(setting, word) });
      return {
        text: `${setting} of /${board}/ is ${limits[setting]} now.`,
        value: { board, setting, value: limits[setting] },
      };
    },
  },
};

function settingsText({ limits }: BoardView): string {
  return table(
    SETTINGS.map((setting) => [
      setting,
      String(limits[setting]),
      `default ${DEFAULT_LIMITS[setting]}`,
      `${BoardLimits.shape[setting].description ?? ''} (${fitsText(setting)})`,
    ]),
  );
}
