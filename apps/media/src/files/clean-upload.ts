import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanPicture } from '../pictures/picture.js';
import { MP4, WEBM } from '../videos/containers.js';
import type { FfmpegPrograms } from '../videos/ffmpeg.js';
import { cleanVideo } from '../videos/video.js';
import type { CleanFile } from './clean-file.js';
import type { FileLimits } from './file-limits.js';
import { HEAD_BYTES, sniff } from './sniff.js';

/** Makes of an uploaded file, alone in its folder, one that may be shown. Throws `FileRefusal`. */
export async function cleanUpload(
  folder: string,
  name: string,
  limits: FileLimits,
  programs: FfmpegPrograms,
): Promise<CleanFile> {
  const mime = await sniff(await readHead(join(folder, name)));
  if (mime === 'video/webm') return cleanVideo({ folder, container: WEBM, programs }, name, limits);
  if (mime === 'video/mp4') return cleanVideo({ folder, container: MP4, programs }, name, limits);
  return cleanPicture(await readFile(join(folder, name)), mime);
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
