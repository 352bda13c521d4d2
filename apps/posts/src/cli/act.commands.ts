import { type Act, ListActs } from '@board/contracts';
import type { Command } from './command.js';
import { timeText } from './post-text.js';
import { table } from './table.js';
import { boardName, optional, read, since } from './words.js';

export const actCommands: Record<string, Command> = {
  acts: {
    usage: 'acts [board]',
    about: 'what caretakers did in the last week, the latest first',
    options: { since: { type: 'string', default: '7d' } },
    optionsAbout: { since: 'how far back: 12h, 30d, or a day as 2026-01-31; kept for a year' },
    run: async ({ words, options }, ask) => {
      const [board] = read(words, optional(boardName));
      const { acts, more } = await ask(ListActs, { since: since(String(options['since'])), board });
      if (acts.length === 0) return { text: 'Nothing was done.', value: acts };
      const end = more ? '\nThere is more, which was done earlier.' : '';
      return { text: table(acts.map(line)) + end, value: acts };
    },
  },
};

function line({ at, who, act, board, target, details }: Act): string[] {
  const facts = Object.entries(details).map(([name, value]) => `${name} ${value}`);
  return [timeText(at), who, act, board === '' ? '' : `/${board}/`, target, facts.join(', ')];
}
