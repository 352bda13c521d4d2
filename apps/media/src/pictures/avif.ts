import { box, type Box, boxesNamed, boxesOf, fileBoxes, fullBox, u16, u32 } from '../files/boxes.js';
import { broken, FileRefusal } from '../files/file-refusal.js';
import { MAX_PIXELS } from '../files/file-limits.js';
import { cleanAv1 } from './av1.js';
import { readItems, type Item, type Items, type Reference } from './avif-items.js';
import { cleanProperty, isAlphaItem, shownSize } from './avif-properties.js';
import { slice } from '../files/byte-reader.js';
import type { CleanPicture } from './clean-picture.js';

/** Its tiles and their layout, or one picture. */
const PICTURES = new Set(['av01', 'grid']);
const MAX_PROPERTIES = 127;
/** Reserved bytes, and the name: an empty one. */
const HANDLER_REST_BYTES = 13;
/** Of an item's place, its extents once, and the box's head: `iloc` is written before the offsets in it are known. */
const PLACE_BYTES = 14;

interface CleanItem {
  item: Item;
  bytes: Buffer;
}

/**
 * An AVIF put together anew from its picture, the tiles of that, and how far it is seen through; of their properties
 * those that change how they look. EXIF, XMP, thumbnails, names and whatever else is in the file are not taken along.
 * A moving one is told by its frames, and only its still picture kept, since whoever asks refuses more than one.
 * Throws `FileRefusal` when it is not whole.
 */
export function cleanAvif(bytes: Buffer): CleanPicture {
  const top = fileBoxes(bytes);
  const [meta] = boxesNamed(top, 'meta');
  const frames = framesIn(top);
  if (!meta) throw broken();
  const read = readItems(meta);
  const primary = read.items.get(read.primary);
  if (!primary || !PICTURES.has(primary.type)) throw broken();
  const kept = keptItems(read, primary);
  const references = keptReferences(read.references, kept);
  const clean = cleanItems(bytes, read.idat, kept);
  return { bytes: write(clean, references), ...shownSize(primary), orientation: 1, frames };
}

/** Samples of the longest track of a moving picture; 1 for a still one. */
function framesIn(top: readonly Box[]): number {
  const inside = (outer: Buffer[], type: string): Buffer[] =>
    outer.flatMap((data) => boxesNamed(boxesOf(data), type));
  const path = ['trak', 'mdia', 'minf', 'stbl', 'stsz'];
  const sizes = path.reduce(inside, boxesNamed(top, 'moov'));
  return Math.max(1, ...sizes.map((data) => slice(data, 8, 4).readUInt32BE()));
}

/** The picture itself, first; behind it its tiles, and the same for how far it is seen through. */
function keptItems({ items, references }: Items, primary: Item): Item[] {
  const tilesOf = (item: Item): Item[] =>
    item.type === 'grid'
      ? references
          .filter(({ type, from }) => type === 'dimg' && from === item.id)
          .flatMap(({ to }) => to.flatMap((id) => items.get(id) ?? []))
          .filter(({ type }) => type === 'av01')
      : [];
  const shown = [primary, ...tilesOf(primary)];
  const ids = new Set(shown.map(({ id }) => id));
  const alphas = references
    .filter(({ type, to }) => type === 'auxl' && to.some((id) => ids.has(id)))
    .flatMap(({ from }) => items.get(from) ?? [])
    .filter((item) => PICTURES.has(item.type) && isAlphaItem(item));
  return [...new Set([...shown, ...[...new Set(alphas)].flatMap((item) => [item, ...tilesOf(item)])])];
}

/** References between kept items, by the places that these have now: from 1. */
function keptReferences(references: readonly Reference[], kept: readonly Item[]): Reference[] {
  const places = new Map(kept.map(({ id }, n) => [id, n + 1]));
  return references.flatMap(({ type, from, to }) => {
    const newFrom = places.get(from);
    const newTo = to.flatMap((id) => places.get(id) ?? []);
    const isNeeded = ['dimg', 'auxl', 'prem'].includes(type);
    return isNeeded && newFrom && newTo.length > 0 ? [{ type, from: newFrom, to: newTo }] : [];
  });
}

/** Items may share bytes, but together they cannot have more than the file; nor more pixels than a picture and its alpha. */
function cleanItems(file: Buffer, idat: Buffer, kept: readonly Item[]): CleanItem[] {
  let [bytesLeft, pixels] = [file.length, 0];
  return kept.map((item) => {
    bytesLeft -= item.extents.reduce((sum, { length }) => sum + length, 0);
    if (bytesLeft < 0) throw broken();
    const parts = item.extents.map(({ inFile, from, length }) => slice(inFile ? file : idat, from, length));
    const data = Buffer.concat(parts);
    if (item.type === 'grid') return { item, bytes: data.subarray(0, (data[1] ?? 0) & 1 ? 12 : 8) };
    const clean = cleanAv1(data);
    pixels += clean.pixels;
    if (pixels > 2 * MAX_PIXELS) throw new FileRefusal('too_many_pixels', { max: MAX_PIXELS, got: pixels });
    return { item, bytes: clean.bytes };
  });
}

function write(items: readonly CleanItem[], references: readonly Reference[]): Buffer {
  const brands = box('ftyp', Buffer.from('avif\0\0\0\0avifmif1miaf', 'latin1'));
  const infos = items.map(({ item }, n) =>
    fullBox(
      'infe',
      0x2000000 | (item.hidden ? 1 : 0),
      u16(n + 1, 0),
      Buffer.from(`${item.type}\0`, 'latin1'),
    ),
  );
  const links = references.map(({ type, from, to }) => box(type, u16(from, to.length, ...to)));
  const before = [
    fullBox('hdlr', 0, u32(0), Buffer.from('pict'), Buffer.alloc(HANDLER_REST_BYTES)),
    fullBox('pitm', 0, u16(1)),
    fullBox('iinf', 0, u16(items.length), ...infos),
    ...(links.length > 0 ? [fullBox('iref', 0, ...links)] : []),
    writeProperties(items),
  ];
  const placesBytes = 12 + 4 + items.length * PLACE_BYTES;
  const metaBytes = 12 + placesBytes + before.reduce((sum, { length }) => sum + length, 0);
  let at = brands.length + metaBytes + 8;
  const places = items.map(({ bytes }, n) => {
    const place = Buffer.concat([u16(n + 1, 0, 1), u32(at, bytes.length)]);
    at += bytes.length;
    return place;
  });
  const meta = fullBox('meta', 0, ...before, fullBox('iloc', 0, u16(0x4400, items.length), ...places));
  return Buffer.concat([brands, meta, box('mdat', ...items.map(({ bytes }) => bytes))]);
}

/** Each property once, and for each item the numbers of those it has. */
function writeProperties(items: readonly CleanItem[]): Buffer {
  const all: Buffer[] = [];
  const numbers = new Map<Buffer, number | undefined>();
  const numberOf = (property: Item['properties'][number]): number | undefined => {
    if (!numbers.has(property.data)) {
      const clean = cleanProperty(property);
      numbers.set(property.data, clean && all.push(clean));
    }
    return numbers.get(property.data);
  };
  const links = items.map(({ item }, n) => {
    const own = item.properties.flatMap((property) => {
      const number = numberOf(property);
      return number === undefined ? [] : [number | (property.essential ? 0x80 : 0)];
    });
    return Buffer.concat([u16(n + 1), Buffer.of(own.length, ...own)]);
  });
  if (all.length > MAX_PROPERTIES) throw broken();
  return box('iprp', box('ipco', ...all), fullBox('ipma', 0, u32(items.length), ...links));
}
