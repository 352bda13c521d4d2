import type { FileMime, PostedFile } from '@board/contracts';

/** Characters of a name that are shown at most, the one for what was cut included. */
const MAX_CHARS = 28;
/** Its end tells more than its middle: a number, and the extension. */
const END_CHARS = 10;

/** What names of each type end with; the first is given to a name that ends with none of them. */
const EXTENSIONS: Readonly<Record<FileMime, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'video/webm': ['webm'],
  'video/mp4': ['mp4', 'm4v'],
};

/** A long name without its middle. */
export function shortName(name: string): string {
  const characters = Array.from(name);
  if (characters.length <= MAX_CHARS) return name;
  const begin = characters.slice(0, MAX_CHARS - END_CHARS - 1).join('');
  return `${begin.trimEnd()}…${characters.slice(-END_CHARS).join('')}`;
}

/** The name under which a browser saves a file: what its sender called it, but never as what it is not. '' for none. */
export function downloadName({ originalName, mime }: PostedFile): string {
  if (originalName === undefined) return '';
  const extension = /[^.]*$/.exec(originalName)?.[0].toLowerCase() ?? '';
  const [usual = ''] = EXTENSIONS[mime];
  return EXTENSIONS[mime].includes(extension) ? originalName : `${originalName}.${usual}`;
}
