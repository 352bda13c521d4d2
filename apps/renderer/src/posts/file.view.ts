import type { FileMime, FileView, Lang, PostedFile } from '@board/contracts';
import { words } from '../i18n/words.js';
import { downloadName, shortName } from './file-name.js';

const TYPE: Record<FileMime, string> = {
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/gif': 'GIF',
  'image/webp': 'WebP',
  'image/avif': 'AVIF',
  'video/webm': 'WebM',
  'video/mp4': 'MP4',
};

/** What a kind of file is called, for people; the kind itself when it has no name here. */
export function typeName(mime: string): string {
  return Object.hasOwn(TYPE, mime) ? TYPE[mime as FileMime] : mime;
}

/** A file as the template `file` draws it. */
export function fileView(lang: Lang, file: PostedFile): object {
  return {
    name: file.name,
    type: typeName(file.mime),
    video: isVideo(file),
    loud: file.audio === true,
    mute: file.audio === false,
    moving: file.animated === true,
    width: file.width,
    height: file.height,
    durationMs: file.durationMs ?? 0,
    bytes: file.bytes,
    thumb: file.thumb,
    alt: wordsFor(lang, file),
    original: file.originalName ?? '',
    short: shortName(file.originalName ?? ''),
    download: downloadName(file),
  };
}

function isVideo({ mime }: FileView): boolean {
  return mime.startsWith('video/');
}

/** What is behind the thumbnail, for those who do not see it and its marks. */
function wordsFor(lang: Lang, file: FileView): string {
  const { width, height, bytes, durationMs = 0 } = file;
  const picture = { type: typeName(file.mime), width, height, bytes };
  if (file.animated) return words(lang, 'file.openMoving', picture);
  if (!isVideo(file)) return words(lang, 'file.open', picture);
  const video = { ...picture, durationMs };
  // Videos of before this was looked at do not say.
  if (file.audio === undefined) return words(lang, 'file.openVideo', video);
  return file.audio ? words(lang, 'file.openLoud', video) : words(lang, 'file.openMute', video);
}
