import { bytes, durationMs } from '@board/platform/config';

/** Bytes of `20M`, `512k`, `1G` or a number alone; undefined where it is none of them. */
export const bytesOf = (word: string): number | undefined => bytes.safeParse(word).data;

/** Milliseconds of `180s`, `10m`, `24h`, `7d` or a number alone; undefined where it is none of them. */
export const millisecondsOf = (word: string): number | undefined => durationMs().safeParse(word).data;

/** Bytes for people: `3.4 MB`. */
export function bytesText(size: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(size, 1)) / 10));
  return `${(size / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
