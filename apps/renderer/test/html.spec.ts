import { Lang } from '@board/contracts';
import { HtmlValidate } from 'html-validate';
import { describe, expect, it } from 'vitest';
import { everyPage, LOOK } from './drawn.ts';

const validate = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // The house writes upper case doctypes, one element after another, and lets CSS do the rest.
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
  },
});

const pages = Lang.options.flatMap((lang) =>
  Object.entries(everyPage(lang)).map(([name, html]) => ({ lang, name, html })),
);

describe.each(pages)('$lang: $name', ({ html }) => {
  it('is valid HTML', async () => {
    const report = await validate.validateString(html);
    const problems = report.results.flatMap((result) =>
      result.messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`),
    );
    expect(problems).toEqual([]);
  });

  it('lets no script or style of its own or of a poster in', () => {
    expect(html.match(/<script[^>]*>/g)).toEqual([
      `<script src="/static/${LOOK}/theme.js">`,
      `<script defer src="/static/${LOOK}/board.js">`,
    ]);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+="|hx-on|javascript:/);
  });

  it('says how large each picture is, before it is there', () => {
    for (const [picture] of html.matchAll(/<img[^>]*>/g)) {
      expect(picture).toMatch(/ width="\d+" height="\d+" loading="lazy"/);
    }
  });

  it('asks for nothing from elsewhere', () => {
    const asked = [...html.matchAll(/(?:src|<link rel="(?!canonical|alternate)[^>]*href)="([^"]*)"/g)].map(
      (found) => found[1] ?? '',
    );
    for (const address of asked) expect(address).toMatch(/^\/(static|media)\//);
  });
});
