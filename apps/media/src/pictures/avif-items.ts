import { boxesNamed, boxesOf, type Box } from '../files/boxes.js';
import { broken } from '../files/file-refusal.js';
import { NumberReader } from '../files/number-reader.js';
import { slice } from '../files/byte-reader.js';

/** A thing in an AVIF: a picture, a tile of one, or words about it. ISO/IEC 14496-12 §8.11, 23008-12 §9. */
export interface Item {
  id: number;
  type: string;
  hidden: boolean;
  properties: { type: string; data: Buffer; essential: boolean }[];
  /** Where its bytes lie. */
  extents: { inFile: boolean; from: number; length: number }[];
}

export interface Reference {
  type: string;
  from: number;
  to: number[];
}

export interface Items {
  primary: number;
  items: Map<number, Item>;
  references: Reference[];
  /** Bytes of items that are kept beside their description. */
  idat: Buffer;
}

/** Far more than the tiles of any camera's picture. */
const MAX_ITEMS = 1_000;
const MAX_EXTENTS = 1_000;
const MAX_REFERENCES = 2_000;
const MAX_PROPERTIES = 64;

/** What the `meta` box of an AVIF tells of. Throws `FileRefusal` when it does not make sense. */
export function readItems(meta: Buffer): Items {
  const boxes = boxesOf(slice(meta, 4, meta.length - 4));
  const one = (type: string): Buffer => {
    const [found] = boxesNamed(boxes, type);
    if (!found) throw broken();
    return found;
  };
  const items = readInfos(one('iinf'));
  readPlaces(one('iloc'), items);
  readProperties(boxesOf(one('iprp')), items);
  const pitm = new NumberReader(one('pitm'));
  const primary = pitm.number(4) >>> 24 === 0 ? pitm.number(2) : pitm.number(4);
  const [iref] = boxesNamed(boxes, 'iref');
  const [idat = Buffer.alloc(0)] = boxesNamed(boxes, 'idat');
  return { primary, items, references: iref ? readReferences(iref) : [], idat };
}

function readInfos(iinf: Buffer): Map<number, Item> {
  const from = (iinf[0] ?? 0) === 0 ? 6 : 8;
  const infos = boxesNamed(boxesOf(slice(iinf, from, iinf.length - from)), 'infe');
  if (infos.length > MAX_ITEMS) throw broken();
  return new Map(
    infos.map((info) => {
      const reader = new NumberReader(info);
      const version = reader.number(1);
      const hidden = (reader.number(3) & 1) === 1;
      if (version < 2) throw broken();
      const id = reader.number(version === 2 ? 2 : 4);
      reader.number(2);
      return [id, { id, type: reader.word(4), hidden, properties: [], extents: [] }];
    }),
  );
}

function readPlaces(iloc: Buffer, items: Map<number, Item>): void {
  const reader = new NumberReader(iloc);
  const version = reader.number(4) >>> 24;
  const sizes = reader.number(2);
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexBytes = version === 0 ? 0 : sizes & 15;
  if (Math.max(offsetBytes, lengthBytes, baseBytes, indexBytes) > 8) throw broken();
  const long = (bytes: number): number =>
    reader.number(Math.max(0, bytes - 6)) * 2 ** 48 + reader.number(Math.min(bytes, 6));
  for (let left = reader.number(version < 2 ? 2 : 4); left > 0; left--) {
    const item = items.get(reader.number(version < 2 ? 2 : 4));
    const method = version === 0 ? 0 : reader.number(2) & 15;
    const elsewhere = reader.number(2) !== 0;
    const base = long(baseBytes);
    for (let extents = reader.number(2); extents > 0; extents--) {
      long(indexBytes);
      const from = base + long(offsetBytes);
      const length = long(lengthBytes);
      if (elsewhere || method > 1 || !item) continue;
      if (item.extents.push({ inFile: method === 0, from, length }) > MAX_EXTENTS) throw broken();
    }
  }
}

function readProperties(iprp: readonly Box[], items: Map<number, Item>): void {
  const [ipco] = boxesNamed(iprp, 'ipco');
  if (!ipco) throw broken();
  const all = boxesOf(ipco);
  for (const ipma of boxesNamed(iprp, 'ipma')) {
    const reader = new NumberReader(ipma);
    const head = reader.number(4);
    const isLong = (head & 1) === 1;
    for (let left = reader.number(4); left > 0; left--) {
      const item = items.get(reader.number(head >>> 24 === 0 ? 2 : 4));
      for (let count = reader.number(1); count > 0; count--) {
        const word = reader.number(isLong ? 2 : 1);
        const essential = (word & (isLong ? 0x8000 : 0x80)) !== 0;
        const property = all[(word & (isLong ? 0x7fff : 0x7f)) - 1];
        if (property) item?.properties.push({ type: property.type, data: property.data, essential });
      }
      if (item && item.properties.length > MAX_PROPERTIES) throw broken();
    }
  }
}

function readReferences(iref: Buffer): Reference[] {
  const idBytes = (iref[0] ?? 0) === 0 ? 2 : 4;
  const boxes = boxesOf(slice(iref, 4, iref.length - 4));
  if (boxes.length > MAX_REFERENCES) throw broken();
  return boxes.map(({ type, data }) => {
    const reader = new NumberReader(data);
    const from = reader.number(idBytes);
    const to = Array.from({ length: reader.number(2) }, () => reader.number(idBytes));
    return { type, from, to };
  });
}
