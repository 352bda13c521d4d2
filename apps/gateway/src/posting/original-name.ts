/** As many as the contract takes. */
const MAX_CHARS = 100;

/**
 * What a browser said that a file is called, as one line of text that may be shown: without folders, control characters
 * and those that turn the line around, and cut before its extension. Undefined when nothing is left of it.
 */
export function originalName(sent: string): string | undefined {
  const name = (sent.split(/[/\\]/).at(-1) ?? '')
    // What browsers write for a quotation mark, so that it does not end the name (HTML, "multipart form data").
    .replaceAll('%22', '"')
    .toWellFormed()
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  if (/^\.*$/.test(name)) return undefined;
  const extension = /\.[^.\s]{1,10}$/.exec(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - extension.length);
  // Half of a character of two units is none.
  return stem.slice(0, MAX_CHARS - extension.length).replace(/[\ud800-\udbff]$/, '') + extension;
}
