import { broken } from '../files/file-refusal.js';
import { slice } from '../files/byte-reader.js';
import type { CleanPicture } from './clean-picture.js';
import { orientationOnly, readOrientation } from './exif.js';
import { cleanProfile } from './icc.js';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
/** Tables and frame headers: the only segments, besides those handled one by one, that a decoder needs. */
const NEEDED = new Set([0xc4, 0xcc, 0xdb, 0xdc, 0xdd]);
/** Progressive pictures have about ten; thousands of them are a way to keep a decoder busy. */
const MAX_SCANS = 100;
const PROFILE_MARK = 'ICC_PROFILE\0';
const SEGMENT_BYTES = 65_533;

/**
 * A JPEG without its metadata, its pixels untouched: JFIF without its thumbnail, Adobe's colour transform, the colour
 * profile, the orientation. EXIF, XMP, IPTC, comments and all that follows the end are left out.
 * Throws `FileRefusal` when it is not whole.
 */
export function cleanJpeg(bytes: Buffer): CleanPicture {
  const kept: Buffer[] = [];
  const profile: { part: number; data: Buffer }[] = [];
  const head: Buffer[] = [];
  let size: { width: number; height: number } | undefined;
  let orientation = 1;
  let scans = 0;
  let at = 2;
  for (;;) {
    at = nextMarker(bytes, at);
    const marker = bytes[at - 1] as number;
    if (marker === EOI) break;
    const length = slice(bytes, at, 2).readUInt16BE();
    if (length < 2) throw broken();
    const data = slice(bytes, at + 2, length - 2);
    const whole = bytes.subarray(at - 2, at + length);
    at += length;
    if (isFrameHeader(marker)) {
      if (size) throw broken();
      size = { height: slice(data, 1, 2).readUInt16BE(), width: slice(data, 3, 2).readUInt16BE() };
      kept.push(whole);
    } else if (marker === SOS) {
      if (++scans > MAX_SCANS) throw broken();
      const end = endOfScan(bytes, at);
      kept.push(whole, bytes.subarray(at, end));
      at = end;
    } else if (NEEDED.has(marker)) {
      kept.push(whole);
    } else if (marker === APP0 && begins(data, 'JFIF\0') && data.length >= 12 && head.length === 0) {
      head.push(segment(APP0, Buffer.concat([data.subarray(0, 12), Buffer.of(0, 0)])));
    } else if (marker === APP14 && begins(data, 'Adobe') && data.length >= 12) {
      kept.push(segment(APP14, data.subarray(0, 12)));
    } else if (marker === APP1 && begins(data, 'Exif\0\0')) {
      orientation = readOrientation(data.subarray(6));
    } else if (marker === APP2 && begins(data, PROFILE_MARK) && data.length > 14) {
      profile.push({ part: data[12] as number, data: data.subarray(14) });
    }
  }
  if (!size || size.width === 0 || size.height === 0 || scans === 0) throw broken();
  const exif =
    orientation === 1
      ? []
      : [segment(APP1, Buffer.concat([Buffer.from('Exif\0\0'), orientationOnly(orientation)]))];
  const all = [
    Buffer.of(0xff, SOI),
    ...head,
    ...exif,
    ...profileSegments(profile),
    ...kept,
    Buffer.of(0xff, EOI),
  ];
  return { bytes: Buffer.concat(all), ...size, orientation, frames: 1 };
}

/** Behind the next marker's code. What stands between segments is skipped, as decoders do. */
function nextMarker(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && (bytes[at + 1] === 0xff || bytes[at + 1] === 0)) at = bytes.indexOf(0xff, at + 1);
  if (at < 0 || at + 1 >= bytes.length) throw broken();
  return at + 2;
}

/** Compressed data runs up to a marker that is neither a stuffed zero nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
    at = bytes.indexOf(0xff, next === 0xff ? at + 1 : at + 2);
  }
  throw broken();
}

/** SOF0 to SOF15, between which DHT, JPG and DAC have their codes. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function begins(data: Buffer, mark: string): boolean {
  return data.toString('latin1', 0, mark.length) === mark;
}

function segment(marker: number, data: Buffer): Buffer {
  const head = Buffer.of(0xff, marker, 0, 0);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** A profile travels in as many segments as it needs, each with its number and how many there are (ICC.1:2022 §B.4). */
function profileSegments(parts: { part: number; data: Buffer }[]): Buffer[] {
  const inOrder = parts.toSorted((a, b) => a.part - b.part).map(({ data }) => data);
  const profile = cleanProfile(Buffer.concat(inOrder));
  if (!profile) return [];
  const mark = Buffer.from(PROFILE_MARK, 'latin1');
  const room = SEGMENT_BYTES - mark.length - 2;
  const count = Math.ceil(profile.length / room);
  return Array.from({ length: count }, (_, n) =>
    segment(APP2, Buffer.concat([mark, Buffer.of(n + 1, count), profile.subarray(n * room, (n + 1) * room)])),
  );
}
