/** A picture without anything but the picture, and what its own headers say of it, before anything was decoded. */
export interface CleanPicture {
  bytes: Buffer;
  /** Pixels as stored: before the orientation is applied. */
  width: number;
  height: number;
  /** As in EXIF, 1 to 8. */
  orientation: number;
  frames: number;
  /** The decoder may take the frames' size for the picture's, where it doubts the header. */
  mayShrink?: boolean;
}
