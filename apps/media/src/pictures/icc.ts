const HEADER = 128;
const ENTRY = 12;
/** Twice the largest profile met in the wild (press CMYK tables). */
export const MAX_PROFILE_BYTES = 4 * 1024 * 1024;
const MAX_TAGS = 100;

/** Tags that change colours. The others are words: a screenshot's profile has the model and serial number of the screen. */
const COLOUR_TAGS = new Set(
  'rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC wtpt bkpt chad cicp A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 gamt lumi'.split(' '),
);
/** Header fields that tell of people or devices: date, manufacturer, model, creator, profile id. ICC.1:2022 §7.2. */
const PRIVATE_FIELDS = [
  [24, 12],
  [48, 8],
  [80, 20],
] as const;

/** A colour profile with nothing in it but what changes colours, or undefined when it is not a sound profile. */
export function cleanProfile(profile: Buffer): Buffer | undefined {
  if (profile.length < HEADER + 4 || profile.length > MAX_PROFILE_BYTES) return undefined;
  if (profile.toString('latin1', 36, 40) !== 'acsp') return undefined;
  const count = profile.readUInt32BE(HEADER);
  if (count > MAX_TAGS || HEADER + 4 + count * ENTRY > profile.length) return undefined;
  const kept: { tag: string; data: Buffer }[] = [];
  for (let n = 0; n < count; n++) {
    const entry = HEADER + 4 + n * ENTRY;
    const tag = profile.toString('latin1', entry, entry + 4);
    const from = profile.readUInt32BE(entry + 4);
    const length = profile.readUInt32BE(entry + 8);
    if (from + length > profile.length) return undefined;
    if (COLOUR_TAGS.has(tag)) kept.push({ tag, data: profile.subarray(from, from + length) });
  }
  return kept.length > 0 ? build(profile, kept) : undefined;
}

function build(profile: Buffer, tags: readonly { tag: string; data: Buffer }[]): Buffer {
  const header = Buffer.from(profile.subarray(0, HEADER));
  for (const [from, length] of PRIVATE_FIELDS) header.fill(0, from, from + length);
  const table = Buffer.alloc(4 + tags.length * ENTRY);
  table.writeUInt32BE(tags.length);
  const parts: Buffer[] = [];
  // The three curves of a profile are mostly one and the same: it is written once.
  const written = new Map<string, number>();
  let end = HEADER + table.length;
  tags.forEach(({ tag, data }, n) => {
    const key = data.toString('latin1');
    let at = written.get(key);
    if (at === undefined) {
      at = end;
      written.set(key, at);
      const padded = Buffer.alloc(Math.ceil(data.length / 4) * 4);
      data.copy(padded);
      parts.push(padded);
      end += padded.length;
    }
    table.write(tag, 4 + n * ENTRY, 'latin1');
    table.writeUInt32BE(at, 8 + n * ENTRY);
    table.writeUInt32BE(data.length, 12 + n * ENTRY);
  });
  header.writeUInt32BE(end, 0);
  return Buffer.concat([header, table, ...parts]);
}
