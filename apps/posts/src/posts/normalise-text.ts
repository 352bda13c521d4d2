/*
 * What a poster typed, as it is kept. Control characters go: NUL cannot be stored in Postgres and the others are
 * never drawn. Unpaired surrogates are no text (JSON would carry them, Postgres refuses them). NFC, because the same
 * words typed on two systems should be the same text for repeats and search, and it never changes how they look.
 */

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/g;

/** A text of several lines: LF line ends, no blank lines before, nothing blank after. */
export function normaliseText(text: string): string {
  return clean(text)
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();
}

/** One line. */
export function normaliseLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim();
}

/** Whether there is nothing to see in it: only spaces and characters that are drawn as nothing. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/u.test(text);
}

function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROLS, '')
    .normalize('NFC');
}
