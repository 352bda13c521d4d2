import { DomainError, GetStoreStatus, GetTrash, RestorePost } from '@board/contracts';
import type { z } from 'zod';
import type { Ask, Command } from './command.js';
import { eachPost } from './post.commands.js';
import { countText, postText, timeText } from './post-text.js';
import { table } from './table.js';
import { boardName, read } from './words.js';

const DAY_MS = 86_400_000;

type Item = z.output<typeof GetTrash.output>['items'][number];

export const trashCommands: Record<string, Command> = {
  trash: {
    usage: 'trash <board>',
    about: 'what was deleted, and for how long its files are kept',
    run: async ({ words }, ask) => {
      const [board] = read(words, boardName);
      const { items, more } = await ask(GetTrash, { board });
      const keepMs = items.some(({ files }) => files > 0) ? await trashKeepMs(ask) : null;
      const value = items.map((item) => ({ ...item, filesKeptDays: daysLeft(item, keepMs) }));
      if (items.length === 0) return { text: `The trash of /${board}/ is empty.`, value };
      const rows = value.map((item) => [
        String(item.no),
        item.no === item.thread
          ? `thread, ${countText(item.posts, 'post')}`
          : `post in thread ${item.thread}`,
        item.goneAt === null ? '' : timeText(item.goneAt),
        filesText(item),
        item.words,
      ]);
      const end = more ? '\nThere is more, which went earlier.' : '';
      return { text: table(rows) + end, value };
    },
  },
  restore: {
    usage: 'restore <board> <number…>',
    about: 'take posts out of the trash, a whole thread by its first post',
    run: eachPost(async (post, ask) => {
      const { thread, posts, files } = await restore(post, ask);
      const what = postText(post, thread);
      const value = { board: post.board, thread, no: post.no, posts, files };
      if (posts === 0) return { text: `${what} is not in the trash.`, value };
      return { text: `${what} is back: ${countText(posts, 'post')}, ${countText(files, 'file')}.`, value };
    }),
  },
};

async function restore(
  post: { board: string; no: number; by: string },
  ask: Ask,
): Promise<z.output<typeof RestorePost.output>> {
  try {
    return await ask(RestorePost, post);
  } catch (error) {
    if (!(error instanceof DomainError && error.reason === 'thread_gone')) throw error;
    const thread = error.details?.['thread'];
    const message = `The thread of this post is in the trash; restore it first: restore ${post.board} ${thread}`;
    throw new DomainError('thread_gone', undefined, { message, cause: error });
  }
}

/** How long media keeps files, in milliseconds; null where it does not answer. */
async function trashKeepMs(ask: Ask): Promise<number | null> {
  try {
    return (await ask(GetStoreStatus, {})).trashKeepMs;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return null;
  }
}

/** Days until the files of what went are erased; null where there are none, or it is not known. */
function daysLeft({ files, goneAt }: Item, keepMs: number | null): number | null {
  if (files === 0 || goneAt === null || keepMs === null) return null;
  return Math.max(0, Math.floor((Date.parse(goneAt) + keepMs - Date.now()) / DAY_MS));
}

function filesText({ files, filesKeptDays }: Item & { filesKeptDays: number | null }): string {
  if (files === 0) return '';
  const kept = filesKeptDays === null ? '' : ` for ${countText(filesKeptDays, 'day')}`;
  return `${countText(files, 'file')}${kept}`;
}
