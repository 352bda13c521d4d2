import { boxesNamed, fileBoxes } from '../files/boxes.js';
import { broken } from '../files/file-refusal.js';

/**
 * Checks the frame of an mp4: a head that says so, an index and data, all there to the last byte, which ffmpeg would
 * not mind missing. Throws `FileRefusal`.
 */
export function checkMp4(bytes: Buffer): void {
  const boxes = fileBoxes(bytes);
  if (boxesNamed(boxes, 'moov').length !== 1 || boxesNamed(boxes, 'mdat').length === 0) throw broken();
}
