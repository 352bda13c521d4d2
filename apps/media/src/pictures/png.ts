import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { broken } from '../files/file-refusal.js';
import { slice } from '../files/byte-reader.js';
import type { CleanPicture } from './clean-picture.js';
import { readOrientation } from './exif.js';
import { cleanProfile, MAX_PROFILE_BYTES } from './icc.js';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Chunks that are kept, with the most bytes each may have by the PNG specification (third edition, §11). */
const KEPT: Readonly<Record<string, number>> = {
  IHDR: 13,
  PLTE: 768,
  IDAT: Infinity,
  tRNS: 256,
  gAMA: 4,
  cHRM: 32,
  sRGB: 1,
  cICP: 4,
  sBIT: 4,
};

/**
 * A PNG with its pixels and what changes their colours, nothing else. Checksums are checked. The frames of a moving
 * one are counted and left out, since whoever asks refuses more than one. Throws `FileRefusal` when it is not whole.
 */
export function cleanPng(bytes: Buffer): CleanPicture {
  const kept: Buffer[] = [SIGNATURE];
  const types = new Set<string>();
  let orientation = 1;
  let frames = 1;
  let at = SIGNATURE.length;
  for (let type = ''; type !== 'IEND';) {
    const length = slice(bytes, at, 8).readUInt32BE();
    type = bytes.toString('latin1', at + 4, at + 8);
    const data = slice(bytes, at + 8, length);
    const checksum = slice(bytes, at + 8 + length, 4).readUInt32BE();
    if (checksum !== crc32(bytes.subarray(at + 4, at + 8 + length))) throw broken();
    at += length + 12;
    if (types.size === 0 ? type !== 'IHDR' || length !== 13 : type === 'IHDR') throw broken();
    const isTwice = types.has(type) && type !== 'IDAT';
    types.add(type);
    if (isTwice) continue;
    const most = Object.hasOwn(KEPT, type) ? KEPT[type] : undefined;
    if (most !== undefined && length <= most) kept.push(chunk(type, data));
    else if (type === 'iCCP') kept.push(...profileChunk(data));
    else if (type === 'eXIf') orientation = readOrientation(data);
    else if (type === 'acTL' && length >= 4) frames = Math.max(1, data.readUInt32BE());
    else if (isCritical(type) && type !== 'IEND') throw broken();
  }
  if (!types.has('IDAT')) throw broken();
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width === 0 || height === 0) throw broken();
  return {
    bytes: Buffer.concat([...kept, chunk('IEND', Buffer.alloc(0))]),
    width,
    height,
    orientation,
    frames,
  };
}

function isCritical(type: string): boolean {
  return type.charAt(0) === type.charAt(0).toUpperCase();
}

/** The name that stands before a profile is somebody's word, too: it becomes `icc`. */
function profileChunk(data: Buffer): Buffer[] {
  const nameEnd = data.indexOf(0);
  if (nameEnd < 1 || nameEnd > 79 || data[nameEnd + 1] !== 0) return [];
  const raw = inflated(data.subarray(nameEnd + 2));
  const profile = raw && cleanProfile(raw);
  return profile ? [chunk('iCCP', Buffer.concat([Buffer.from('icc\0\0'), deflateSync(profile)]))] : [];
}

/** A profile that does not unpack, or unpacks to too much, is left out: the picture can be seen without it. */
function inflated(packed: Buffer): Buffer | undefined {
  try {
    return inflateSync(packed, { maxOutputLength: MAX_PROFILE_BYTES });
  } catch {
    return undefined;
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
