import type { FileMime, FileView } from '@board/contracts';

const TYPE: Record<FileMime, string> = {
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/webp': 'WebP',
  'video/webm': 'WebM',
};

/** What a kind of file is called, for people; the kind itself when it has no name here. */
export function typeName(mime: string): string {
  return Object.hasOwn(TYPE, mime) ? TYPE[mime as FileMime] : mime;
}

/** A file as the template `file` draws it. */
export function fileView(file: FileView): object {
  return {
    name: file.name,
    type: typeName(file.mime),
    video: file.mime.startsWith('video/'),
    width: file.width,
    height: file.height,
    durationMs: file.durationMs ?? 0,
    bytes: file.bytes,
    thumb: file.thumb,
  };
}
