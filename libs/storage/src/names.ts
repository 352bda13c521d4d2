const NAME = /^[a-z]+(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/;
const PREFIX = /^(?:[a-z]+(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*\/?)?$/;
/** The longest file name most file systems take. */
const MAX_CHARS = 255;

const MIMES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  webm: 'video/webm',
  mp4: 'video/mp4',
  css: 'text/css',
  js: 'text/javascript',
  json: 'application/json',
  map: 'application/json',
  svg: 'image/svg+xml',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  txt: 'text/plain',
  webmanifest: 'application/manifest+json',
};

/** Throws unless `name` is `folder/name[/name…]` of plain ASCII words: nothing that a file system or a URL reads as more. */
export function checkName(name: string): string {
  if (name.length > MAX_CHARS || !NAME.test(name)) {
    throw new TypeError(`Not a name of an object: ${JSON.stringify(name.slice(0, MAX_CHARS))}`);
  }
  return name;
}

export function checkPrefix(prefix: string): string {
  if (prefix.length > MAX_CHARS || !PREFIX.test(prefix)) {
    throw new TypeError(`Not a prefix of names: ${JSON.stringify(prefix.slice(0, MAX_CHARS))}`);
  }
  return prefix;
}

/** The media type that a name's extension stands for, `application/octet-stream` without a known one. */
export function mimeOf(name: string): string {
  return MIMES[extension(name)] ?? 'application/octet-stream';
}

/** Throws when a known extension says another type than `mime` (parameters such as charset aside). */
export function checkMime(name: string, mime: string): string {
  const known = MIMES[extension(name)];
  if (known !== undefined && mime.split(';')[0]?.trim() !== known) {
    throw new TypeError(`${name} is ${known} by its name, not ${mime}`);
  }
  return mime;
}

function extension(name: string): string {
  return /\.([a-z0-9]+)$/.exec(name)?.[1] ?? '';
}
