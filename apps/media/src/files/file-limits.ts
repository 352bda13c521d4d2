/** What the house takes at most, whatever a board allows. Pixels as in ASVS 5.2.6: checked before anything is decoded. */
export interface FileLimits {
  bytes: number;
  videoMs: number;
}

/** Width × height of a picture, or of a video's frame. */
export const MAX_PIXELS = 40_000_000;
/** Width × height × frames of a moving picture. */
export const MAX_FRAME_PIXELS = 100_000_000;
export const MAX_FRAMES = 1_000;
/** Longest side of a thumbnail, in pixels. */
export const THUMB_SIDE = 250;
