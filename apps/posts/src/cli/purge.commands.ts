import { DomainError, GetPostSummary, PurgePost } from '@board/contracts';
import type { z } from 'zod';
import { type Ask, type Command, type Io, RefusedError, type Typed } from './command.js';
import { amountText, postText } from './post-text.js';
import { several } from './several.js';
import { boardName, postNumbers, read } from './words.js';

type Summary = z.output<typeof GetPostSummary.output>;

interface Look {
  text: string;
  value: { board: string; no: number; thread: number; posts: number; files: number; bytes: number };
}

export const purgeCommands: Record<string, Command> = {
  purge: {
    usage: 'purge <board> <number…>',
    about: 'delete posts for good, a whole thread by its first post: text erased, files deleted; asks before',
    tries: true,
    run: async (typed, ask, io) => {
      const [board] = read(typed.words.slice(0, 1), boardName);
      const numbers = await postNumbers(typed.words.slice(1), io.input);
      if (typed.dryRun) return several(numbers, (no) => look({ board, no }, ask));
      await askFirst({ board, numbers, typed }, ask, io);
      return several(numbers, (no) => purge({ board, no, by: io.who }, ask));
    },
  },
};

/** Asks before more than a single reply goes. Throws RefusedError without a yes. */
async function askFirst(
  { board, numbers, typed }: { board: string; numbers: number[]; typed: Typed },
  ask: Ask,
  io: Io,
): Promise<void> {
  if (typed.yes) return;
  const looks: Look[] = [];
  for (const no of numbers) {
    try {
      looks.push(await look({ board, no }, ask));
    } catch (error) {
      // What is not there is told when it is its turn; a single one is told at once.
      if (!(error instanceof DomainError && error.reason === 'post_not_found') || numbers.length === 1)
        throw error;
    }
  }
  const isOneReply = looks.length === 1 && looks.every(({ value }) => value.no !== value.thread);
  if (isOneReply || looks.length === 0) return;
  const lines = looks.map(({ text }) => text).join('\n');
  if (!(await io.confirm(`${lines}\nNothing brings this back. Purge it?`)))
    throw new RefusedError('Nothing was done.');
}

async function look(post: { board: string; no: number }, ask: Ask): Promise<Look> {
  const { thread, live, trash, files, bytes, words } = await ask(GetPostSummary, post);
  const amount = { posts: live + trash, files, bytes };
  return { text: lookText(post, { thread, words }, amount), value: { ...post, thread, ...amount } };
}

function lookText(
  post: { board: string; no: number },
  { thread, words }: Pick<Summary, 'thread' | 'words'>,
  amount: { posts: number; files: number; bytes: number },
): string {
  const what = postText(post, thread);
  if (amount.posts === 0) return `${what} is purged already.`;
  return `${what}: ${amountText(amount)}${words === '' ? '' : `, “${words}”`}`;
}

async function purge(
  post: { board: string; no: number; by: string },
  ask: Ask,
): Promise<{ text: string; value: object }> {
  const { thread, posts, files, bytes } = await ask(PurgePost, post);
  const what = postText(post, thread);
  const value = { board: post.board, thread, no: post.no, posts, files, bytes };
  if (posts === undefined) return { text: `${what} is purged.`, value };
  if (posts === 0) return { text: `${what} was purged already.`, value };
  const amount = amountText({ posts, files: files ?? 0, bytes: bytes ?? 0 });
  return { text: `${what} is purged: ${amount}.`, value };
}
