import {
  AddBoard,
  BoardLimits,
  BoardSlug,
  type BoardView,
  DeletePost,
  DomainError,
  ListBoards,
  LockThread,
  PostNo,
  type RpcContract,
  PurgeFile,
  PurgePost,
  SetBoard,
  Sha,
  UnbanFile,
} from '@board/contracts';
import { z } from 'zod';
import { DEFAULT_LIMITS } from '../boards/board-limits.js';

/** Asks the service that owns the contract. */
export type Ask = <I extends z.ZodType, O extends z.ZodType>(
  contract: RpcContract<I, O>,
  input: z.input<I>,
) => Promise<z.output<O>>;

interface Command {
  usage: string;
  about: string;
  /** Does it, and says what was done. Throws UsageError before anything is asked, else DomainError. */
  run(args: string[], ask: Ask): Promise<string>;
}

/** What was typed cannot be understood. */
export class UsageError extends Error {}

/** A value of a setting; null for its default. */
const Value = z.union([
  z.literal('default').transform(() => null),
  z.enum(['true', 'false']).transform((word) => word === 'true'),
  z.string().regex(/\d/).transform(Number).pipe(z.number()),
]);

/** A file by whatever is at hand: `/media/<name>` with or without a host, a stored name, a thumbnail's, or the SHA-256 itself. */
const FileWord = z
  .string()
  .transform((word) => /(?:^|\/)([0-9a-f]{64})(?:[.?#]|$)/.exec(word.toLowerCase())?.[1])
  .pipe(Sha);

const Number_ = z.coerce.number().pipe(PostNo);

export const COMMANDS: Record<string, Command> = {
  list: {
    usage: 'list',
    about: 'all boards',
    run: async (args, ask) => {
      read(z.tuple([]), args);
      const { boards } = await ask(ListBoards, {});
      if (boards.length === 0) return 'There are no boards.';
      return boards
        .map(
          (board) => `/${board.slug}/  ${board.title}: ${board.threads} threads, last number ${board.lastNo}`,
        )
        .join('\n');
    },
  },
  add: {
    usage: 'add <board> <title> [description]',
    about: 'open a board',
    run: async (args, ask) => {
      const [slug, title, description = ''] = read(
        z.tuple([BoardSlug, z.string().min(1).max(80), z.string().max(300).optional()]),
        args,
      );
      const board = await ask(AddBoard, { slug, title, description });
      return `/${board.slug}/ is open.`;
    },
  },
  settings: {
    usage: 'settings <board>',
    about: 'what can be set on a board: its value, its default, what it means',
    run: async (args, ask) => {
      const [slug] = read(z.tuple([BoardSlug]), args);
      const { boards } = await ask(ListBoards, {});
      const board = boards.find((one) => one.slug === slug);
      if (!board) throw new DomainError('board_not_found', { board: slug });
      return settingsText(board);
    },
  },
  set: {
    usage: 'set <board> <setting> <value>',
    about: 'change what a board allows, as settings lists it; the value may be "default"',
    run: async (args, ask) => {
      const [board, setting, value] = read(z.tuple([BoardSlug, BoardLimits.keyof(), Value]), args);
      const { limits } = await ask(SetBoard, { board, setting, value });
      return `${setting} of /${board}/ is ${limits[setting]} now.`;
    },
  },
  delete: {
    usage: 'delete <board> <number>',
    about: 'put a post into the trash; its whole thread, if it is the first post',
    run: async (args, ask) => {
      const [board, no] = read(z.tuple([BoardSlug, Number_]), args);
      const { thread } = await ask(DeletePost, { board, no });
      return thread === no
        ? `Thread ${no} of /${board}/ is deleted.`
        : `Post ${no} of /${board}/ is deleted.`;
    },
  },
  'delete-files': {
    usage: 'delete-files <board> <number>',
    about: 'delete the files of a post and keep its text; a reply without text goes whole',
    run: async (args, ask) => {
      const [board, no] = read(z.tuple([BoardSlug, Number_]), args);
      await ask(DeletePost, { board, no, only: 'files' });
      return `The files of post ${no} of /${board}/ are deleted.`;
    },
  },
  purge: {
    usage: 'purge <board> <number>',
    about: 'delete a post for good: its text is erased, its files are deleted',
    run: async (args, ask) => {
      const [board, no] = read(z.tuple([BoardSlug, Number_]), args);
      const { thread } = await ask(PurgePost, { board, no });
      return thread === no ? `Thread ${no} of /${board}/ is purged.` : `Post ${no} of /${board}/ is purged.`;
    },
  },
  'purge-file': {
    usage: 'purge-file <address>',
    about: 'delete a file everywhere and refuse it from now on; its address, stored name or SHA-256 will do',
    run: async (args, ask) => {
      const [sha] = read(z.tuple([FileWord]), args);
      const { posts } = await ask(PurgeFile, { sha });
      return `The file is deleted, and refused from now on. Posts it was taken off: ${posts}.`;
    },
  },
  'unban-file': {
    usage: 'unban-file <address>',
    about: 'let a purged file be posted again',
    run: async (args, ask) => {
      const [sha] = read(z.tuple([FileWord]), args);
      const { banned } = await ask(UnbanFile, { sha });
      return banned ? 'The file may be posted again.' : 'The file was not banned.';
    },
  },
  lock: {
    usage: 'lock <board> <thread>',
    about: 'let nobody reply any more',
    run: async (args, ask) => {
      const [board, thread] = read(z.tuple([BoardSlug, Number_]), args);
      await ask(LockThread, { board, thread, locked: true });
      return `Thread ${thread} of /${board}/ is locked.`;
    },
  },
  unlock: {
    usage: 'unlock <board> <thread>',
    about: 'let people reply again',
    run: async (args, ask) => {
      const [board, thread] = read(z.tuple([BoardSlug, Number_]), args);
      await ask(LockThread, { board, thread, locked: false });
      return `Thread ${thread} of /${board}/ is open again.`;
    },
  },
};

export function help(): string {
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length));
  const lines = Object.values(COMMANDS).map(({ usage, about }) => `  ${usage.padEnd(width)}  ${about}`);
  return ['Cares for the boards of a running house, over NATS (NATS_URL).', '', ...lines].join('\n');
}

function settingsText({ limits }: BoardView): string {
  const rows = BoardLimits.keyof().options.map((setting) => [
    setting,
    String(limits[setting]),
    `default ${DEFAULT_LIMITS[setting]}`,
    BoardLimits.shape[setting].description ?? '',
  ]);
  const width = (column: number): number => Math.max(...rows.map((row) => (row[column] ?? '').length));
  return rows
    .map((row) =>
      row
        .map((word, column) => word.padEnd(width(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function read<T extends z.ZodType>(shape: T, args: string[]): z.output<T> {
  const result = shape.safeParse(args);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue?.path[0];
  throw new UsageError(
    typeof place === 'number' && args[place] !== undefined
      ? `"${args[place]}" does not fit.`
      : 'Too few or too many words.',
  );
}
