import { type ObjectSum, SweepStore } from '@board/contracts';
import type { Command } from './command.js';
import { countText } from './post-text.js';
import { bytesText } from './units.js';
import { read } from './words.js';

export const storeCommands: Record<string, Command> = {
  sweep: {
    usage: 'sweep',
    about: 'clear the store of what nobody knows, now; --yes when it asked because that is much',
    tries: true,
    run: async ({ words, yes, dryRun }, ask) => {
      read(words);
      const report = await ask(SweepStore, { dryRun, accept: yes });
      const { files, unknown, orphans, stopped, trashed, restored, erased } = report;
      const found = `Of ${sumText(files, 'file')} the database does not know ${sumText(unknown, 'file')}; ${sumText(orphans, 'thumbnail')} have no file.`;
      if (dryRun || stopped) {
        const problem = 'That is more than a twentieth, so nothing was removed. If it may go: sweep --yes';
        return { text: found, value: report, problems: stopped && !dryRun ? [problem] : [] };
      }
      const done = `Into the trash: ${sumText(trashed, 'object')}; back from it: ${sumText(restored, 'object')}; erased: ${sumText(erased, 'object')}.`;
      return { text: `${found}\n${done}`, value: report };
    },
  },
};

function sumText({ count, bytes }: ObjectSum, noun: string): string {
  return `${countText(count, noun)} (${bytesText(bytes)})`;
}
