import { cleanPicture } from '../pictures/picture.js';
import { MP4, WEBM } from '../videos/containers.js';
import type { FfmpegPrograms } from '../videos/ffmpeg.js';
import { cleanVideo } from '../videos/video.js';
import type { CleanFile } from './clean-file.js';
import type { FileLimits } from './file-limits.js';
import { HEAD_BYTES, sniff } from './sniff.js';
import { withTempFolder } from './temp-folder.js';

/** Makes of an upload a file that may be shown. Throws `FileRefusal`. */
export async function cleanUpload(
  upload: Buffer,
  limits: FileLimits,
  programs: FfmpegPrograms,
): Promise<CleanFile> {
  const mime = await sniff(upload.subarray(0, HEAD_BYTES));
  if (mime !== 'video/webm' && mime !== 'video/mp4') return cleanPicture(upload, mime);
  const container = mime === 'video/webm' ? WEBM : MP4;
  return withTempFolder((folder) => cleanVideo({ folder, container, programs }, upload, limits));
}
