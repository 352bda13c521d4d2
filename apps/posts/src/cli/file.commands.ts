import { GetFileSummary, PurgeFile, UnbanFile } from '@board/contracts';
import { type Command, RefusedError } from './command.js';
import { countText } from './post-text.js';
import { fileHash, read } from './words.js';

export const fileCommands: Record<string, Command> = {
  'purge-file': {
    usage: 'purge-file <address>',
    about:
      'delete a file everywhere and refuse it from now on; its address, stored name or SHA-256 will do; asks before',
    tries: true,
    run: async ({ words, yes, dryRun }, ask, io) => {
      const [sha] = read(words, fileHash);
      if (dryRun || !yes) {
        const { live, trash, banned } = await ask(GetFileSummary, { sha });
        const state = banned ? ' It is refused already.' : '';
        const text = `The file is shown by ${countText(live, 'post')}, and by ${trash} in the trash.${state}`;
        if (dryRun) return { text, value: { sha, posts: live, trash, banned } };
        if (!(await io.confirm(`${text}\nNothing brings it back. Delete it everywhere and refuse it?`)))
          throw new RefusedError('Nothing was done.');
      }
      const { posts } = await ask(PurgeFile, { sha, by: io.who });
      return {
        text: `The file is deleted, and refused from now on. Posts it was taken off: ${posts}.`,
        value: { sha, posts },
      };
    },
  },
  'unban-file': {
    usage: 'unban-file <address>',
    about: 'let a purged file be posted again',
    run: async ({ words }, ask, io) => {
      const [sha] = read(words, fileHash);
      const { banned } = await ask(UnbanFile, { sha, by: io.who });
      return {
        text: banned ? 'The file may be posted again.' : 'The file was not banned.',
        value: { sha, banned },
      };
    },
  },
};
