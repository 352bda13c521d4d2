import { ListBoards, SetSite, SiteSettings, type SiteView } from '@board/contracts';
import { type Command, UsageError } from './command.js';
import { table } from './table.js';
import { oneOf, optional, read } from './words.js';

const SETTINGS = SiteSettings.keyof().options;

/** What stands on all pages. */
export const siteCommands: Record<string, Command> = {
  site: {
    usage: 'site [name|about|contact] [text]',
    about: 'what stands on all pages: the name of the site, a few words, a contact; "default" takes one back',
    run: async ({ words }, ask, io) => {
      const [setting, text] = read(words, optional(oneOf('setting', SETTINGS)), optional(asTyped));
      const { site } = await ask(ListBoards, {});
      if (!site) throw new Error('The running board is older than this command and has no such settings.');
      if (setting === undefined) return { text: siteText(site), value: valuesOf(site) };
      if (text === undefined) return { text: site[setting] || 'not set', value: site[setting] };
      const value = text === 'default' ? null : fitting(setting, text);
      const now = await ask(SetSite, { setting, value, by: io.who });
      return { text: `${setting} of the site is ${now[setting] || 'not set'} now.`, value: valuesOf(now) };
    },
  },
};

function asTyped(word: string): string {
  return word;
}

function fitting(setting: keyof SiteSettings, text: string): string {
  const judged = SiteSettings.shape[setting].safeParse(text);
  if (judged.success) return judged.data;
  throw new UsageError(`"${text}" does not fit: ${setting} ${judged.error.issues[0]?.message ?? ''}.`);
}

function valuesOf({ name, about, contact }: SiteView): SiteSettings {
  return { name, about, contact };
}

function siteText(site: SiteView): string {
  return table(
    SETTINGS.map((setting) => [
      setting,
      site[setting] || 'not set',
      SiteSettings.shape[setting].description ?? '',
    ]),
  );
}
