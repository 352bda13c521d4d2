import { PurgeFile, UnbanFile } from '@board/contracts';
import type { Command } from './command.js';
import { fileHash, read } from './words.js';

export const fileCommands: Record<string, Command> = {
  'purge-file': {
    usage: 'purge-file <address>',
    about: 'delete a file everywhere and refuse it from now on; its address, stored name or SHA-256 will do',
    run: async ({ words }, ask) => {
      const [sha] = read(words, fileHash);
      const { posts } = await ask(PurgeFile, { sha });
      return {
        text: `The file is deleted, and refused from now on. Posts it was taken off: ${posts}.`,
        value: { sha, posts },
      };
    },
  },
  'unban-file': {
    usage: 'unban-file <address>',
    about: 'let a purged file be posted again',
    run: async ({ words }, ask) => {
      const [sha] = read(words, fileHash);
      const { banned } = await ask(UnbanFile, { sha });
      return {
        text: banned ? 'The file may be posted again.' : 'The file was not banned.',
        value: { sha, banned },
      };
    },
  },
};
