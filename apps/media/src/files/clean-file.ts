import type { FileMime } from '@board/contracts';
import type { Thumbnail } from '../pictures/decode.js';

/** A file as it may be shown, not yet stored. Sizes in pixels, upright. */
export interface CleanFile {
  mime: FileMime;
  bytes: Buffer;
  width: number;
  height: number;
  durationMs?: number;
  animated?: boolean;
  audio?: boolean;
  thumb: Thumbnail;
}
