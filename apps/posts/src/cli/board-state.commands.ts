import { GetBoardSize, SetBoardState } from '@board/contracts';
import { type Command, RefusedError } from './command.js';
import { countText } from './post-text.js';
import { boardName, read } from './words.js';

/** Whether people can post on a board, and whether it is there at all. */
export const boardStateCommands: Record<string, Command> = {
  close: {
    usage: 'close <board>',
    about: 'let nobody post on a board any more; all of it can be read',
    run: async ({ words }, ask, io) => {
      const [slug] = read(words, boardName);
      const { board } = await ask(SetBoardState, { board: slug, state: 'closed', by: io.who });
      return { text: `/${slug}/ is closed: it is read, nobody posts.`, value: board };
    },
  },
  remove: {
    usage: 'remove <board>',
    about: 'take a board away from all pages; nothing is erased, and reopen brings it back',
    tries: true,
    run: async ({ words, yes, dryRun }, ask, io) => {
      const [slug] = read(words, boardName);
      const { threads, posts, files } = await ask(GetBoardSize, { board: slug });
      const size = [countText(threads, 'thread'), countText(posts, 'post'), countText(files, 'file')].join(
        ', ',
      );
      const value = { board: slug, threads, posts, files };
      if (dryRun) return { text: `/${slug}/ would be removed: ${size}.`, value };
      const question =
        `/${slug}/ has ${size}. It goes from all pages; nothing is erased, and \`board reopen ${slug}\` brings it back. ` +
        `To keep a copy, first: \`board export ${slug} FILE\`. Remove it?`;
      if (!yes && !(await io.confirm(question))) throw new RefusedError('Nothing was done.');
      await ask(SetBoardState, { board: slug, state: 'removed', by: io.who });
      return { text: `/${slug}/ is removed: ${size}. \`board reopen ${slug}\` brings it back.`, value };
    },
  },
  reopen: {
    usage: 'reopen <board>',
    about: 'let people post on a closed board again, or bring back a removed one',
    run: async ({ words }, ask, io) => {
      const [slug] = read(words, boardName);
      const { board, was } = await ask(SetBoardState, { board: slug, state: 'open', by: io.who });
      const text = { open: 'was open already', closed: 'is open again', removed: 'is back, and open' }[was];
      return { text: `/${slug}/ ${text}.`, value: board };
    },
  },
};
