import { DeletePost, LockThread } from '@board/contracts';
import type { Ask, Command } from './command.js';
import { countText, postText } from './post-text.js';
import { several } from './several.js';
import { boardName, postNumbers, read } from './words.js';

interface Asked {
  board: string;
  no: number;
  by: string;
}

/** A command that does the same to some posts of a board. */
export function eachPost(
  act: (post: Asked, ask: Ask) => Promise<{ text: string; value: object }>,
): Command['run'] {
  return async ({ words }, ask, io) => {
    const [board] = read(words.slice(0, 1), boardName);
    const numbers = await postNumbers(words.slice(1), io.input);
    return several(numbers, (no) => act({ board, no, by: io.who }, ask));
  };
}

export const postCommands: Record<string, Command> = {
  delete: {
    usage: 'delete <board> <number…>',
    about: 'put posts into the trash, a whole thread by its first post; restore brings them back',
    run: eachPost(async (post, ask) => {
      const { thread, posts } = await ask(DeletePost, post);
      const what = postText(post, thread);
      const value = { board: post.board, thread, no: post.no, posts };
      if (posts === 0) return { text: `${what} was gone already.`, value };
      const how = thread === post.no && posts !== undefined ? ` with ${countText(posts, 'post')}` : '';
      return { text: `${what} is deleted${how}; to take it back: restore ${post.board} ${post.no}`, value };
    }),
  },
  'delete-files': {
    usage: 'delete-files <board> <number…>',
    about: 'delete the files of posts and keep the text; a reply without text goes whole',
    run: eachPost(async ({ board, no, by }, ask) => {
      const { thread } = await ask(DeletePost, { board, no, by, only: 'files' });
      return { text: `The files of post ${no} of /${board}/ are deleted.`, value: { board, thread, no } };
    }),
  },
  lock: {
    usage: 'lock <board> <thread…>',
    about: 'let nobody reply any more',
    run: eachPost(async ({ board, no, by }, ask) => {
      await ask(LockThread, { board, thread: no, locked: true, by });
      return { text: `Thread ${no} of /${board}/ is locked.`, value: { board, thread: no, locked: true } };
    }),
  },
  unlock: {
    usage: 'unlock <board> <thread…>',
    about: 'let people reply again',
    run: eachPost(async ({ board, no, by }, ask) => {
      await ask(LockThread, { board, thread: no, locked: false, by });
      const value = { board, thread: no, locked: false };
      return { text: `Thread ${no} of /${board}/ is open again.`, value };
    }),
  },
};
