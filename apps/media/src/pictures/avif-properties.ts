import { box, fullBox, u32 } from '../files/boxes.js';
import { broken } from '../files/file-refusal.js';
import { slice } from '../files/byte-reader.js';
import type { Item } from './avif-items.js';
import { cleanProfile } from './icc.js';

type Property = Item['properties'][number];

/** Properties that are kept, with how many bytes each has. ISO/IEC 23008-12 §6.5, AVIF §2. */
const KEPT: Readonly<Record<string, number>> = {
  ispe: 12,
  pasp: 8,
  clap: 32,
  irot: 1,
  imir: 1,
  clli: 4,
  mdcv: 24,
  a1op: 1,
  lsel: 2,
};
/** The decoder's settings. What may follow them is a copy of what is in the data. */
const SETTINGS_BYTES = 4;
const NCLX_BYTES = 11;
const ALPHA = 'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha';
const ALPHA_NAMES = new Set([ALPHA, 'urn:mpeg:hevc:2015:auxid:1']);

/** A property as it may be shown, or undefined for one that is left out. Throws `FileRefusal` for one that may not be. */
export function cleanProperty({ type, data, essential }: Property): Buffer | undefined {
  const bytes = Object.hasOwn(KEPT, type) ? KEPT[type] : undefined;
  if (bytes !== undefined) return box(type, slice(data, 0, bytes));
  if (type === 'av1C') return box(type, slice(data, 0, SETTINGS_BYTES));
  if (type === 'pixi') return box(type, slice(data, 0, 5 + (data[4] ?? 0)));
  if (type === 'auxC') return isAlpha(data) ? fullBox(type, 0, Buffer.from(`${ALPHA}\0`)) : undefined;
  if (type === 'colr') return colours(data);
  if (essential) throw broken();
  return undefined;
}

/** Whether a picture says how far another is seen through. */
export function isAlphaItem(item: Item): boolean {
  return item.properties.some(({ type, data }) => type === 'auxC' && isAlpha(data));
}

function isAlpha(auxC: Buffer): boolean {
  const end = auxC.indexOf(0, 4);
  return ALPHA_NAMES.has(auxC.toString('latin1', 4, end < 0 ? auxC.length : end));
}

function colours(data: Buffer): Buffer | undefined {
  const kind = data.toString('latin1', 0, 4);
  if (kind === 'nclx') return box('colr', slice(data, 0, NCLX_BYTES));
  const profile = kind === 'prof' || kind === 'rICC' ? cleanProfile(data.subarray(4)) : undefined;
  return profile && box('colr', Buffer.from('prof'), profile);
}

/** Upright, as shown: cut and turned. Throws `FileRefusal` when the item says no size. */
export function shownSize({ properties }: Item): { width: number; height: number } {
  const find = (wanted: string): Buffer | undefined => properties.find(({ type }) => type === wanted)?.data;
  const ispe = slice(find('ispe') ?? u32(), 0, 12);
  let [width, height] = [ispe.readUInt32BE(4), ispe.readUInt32BE(8)];
  const clap = find('clap');
  if (clap) {
    const [wide, wideBy, high, highBy] = [0, 4, 8, 12].map((at) => slice(clap, at, 4).readUInt32BE());
    width = Math.min(width, Math.round((wide as number) / (wideBy as number)));
    height = Math.min(height, Math.round((high as number) / (highBy as number)));
  }
  if (!(width > 0 && height > 0)) throw broken();
  const isTurned = ((find('irot')?.[0] ?? 0) & 1) === 1;
  return isTurned ? { width: height, height: width } : { width, height };
}
