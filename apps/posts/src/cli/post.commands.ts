import { DeletePost, LockThread, PurgePost } from '@board/contracts';
import type { Ask, Command, Io, Result, Typed } from './command.js';
import { several } from './several.js';
import { boardName, postNumbers, read } from './words.js';

interface Done {
  text: string;
  value: object;
}

/** A command that does the same to some posts of a board. */
function eachPost(act: (post: { board: string; no: number }, ask: Ask) => Promise<Done>): Command['run'] {
  return async ({ words }: Typed, ask: Ask, io: Io): Promise<Result> => {
    const [board] = read(words.slice(0, 1), boardName);
    const numbers = await postNumbers(words.slice(1), io.input);
    return several(numbers, (no) => act({ board, no }, ask));
  };
}

export const postCommands: Record<string, Command> = {
  delete: {
    usage: 'delete <board> <number…>',
    about: 'put posts into the trash; a whole thread by its first post',
    run: eachPost(async ({ board, no }, ask) => {
      const { thread } = await ask(DeletePost, { board, no });
      const what = thread === no ? 'Thread' : 'Post';
      return { text: `${what} ${no} of /${board}/ is deleted.`, value: { board, thread, no } };
    }),
  },
  'delete-files': {
    usage: 'delete-files <board> <number…>',
    about: 'delete the files of posts and keep the text; a reply without text goes whole',
    run: eachPost(async ({ board, no }, ask) => {
      const { thread } = await ask(DeletePost, { board, no, only: 'files' });
      return { text: `The files of post ${no} of /${board}/ are deleted.`, value: { board, thread, no } };
    }),
  },
  purge: {
    usage: 'purge <board> <number…>',
    about: 'delete posts for good: the text is erased, the files are deleted',
    run: eachPost(async ({ board, no }, ask) => {
      const { thread } = await ask(PurgePost, { board, no });
      const what = thread === no ? 'Thread' : 'Post';
      return { text: `${what} ${no} of /${board}/ is purged.`, value: { board, thread, no } };
    }),
  },
  lock: {
    usage: 'lock <board> <thread…>',
    about: 'let nobody reply any more',
    run: eachPost(async ({ board, no }, ask) => {
      await ask(LockThread, { board, thread: no, locked: true });
      return { text: `Thread ${no} of /${board}/ is locked.`, value: { board, thread: no, locked: true } };
    }),
  },
  unlock: {
    usage: 'unlock <board> <thread…>',
    about: 'let people reply again',
    run: eachPost(async ({ board, no }, ask) => {
      await ask(LockThread, { board, thread: no, locked: false });
      return {
        text: `Thread ${no} of /${board}/ is open again.`,
        value: { board, thread: no, locked: false },
      };
    }),
  },
};
