const MARK = Buffer.from('\x03vorbis', 'latin1');

/**
 * Blanks the comments of Vorbis sound in a webm: they lie inside the decoder's own data, where ffmpeg copies them
 * along. The block keeps its length, as a vendor of spaces and no comments (Vorbis I specification, §5.2.1), so
 * nothing else of the file has to change.
 */
export function blankVorbisComments(webm: Buffer): void {
  const start = webm.indexOf(MARK);
  if (start < 0) return;
  const vendorAt = start + MARK.length;
  const end = endOfComments(webm, vendorAt);
  if (end === undefined) return;
  const vendorLength = end - vendorAt - 8;
  webm.writeUInt32LE(vendorLength, vendorAt);
  webm.fill(' ', vendorAt + 4, vendorAt + 4 + vendorLength);
  webm.writeUInt32LE(0, end - 4);
}

/** Behind the last comment, where the framing bit stands; undefined when the lengths lead out of the file. */
function endOfComments(webm: Buffer, vendorAt: number): number | undefined {
  const skipText = (at: number): number =>
    at + 4 <= webm.length ? at + 4 + webm.readUInt32LE(at) : Infinity;
  let at = skipText(vendorAt);
  if (at + 4 > webm.length) return undefined;
  const count = webm.readUInt32LE(at);
  at += 4;
  for (let n = 0; n < count && at < webm.length; n++) at = skipText(at);
  return at < webm.length ? at : undefined;
}
