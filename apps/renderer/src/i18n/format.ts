import type { Lang } from '@board/contracts';

/** Which customs of a language numbers and dates follow. */
export const LOCALE: Record<Lang, string> = { en: 'en-GB', ru: 'ru-RU' };

function perLang<T>(make: (locale: string) => T): Record<Lang, T> {
  return { en: make(LOCALE.en), ru: make(LOCALE.ru) };
}

const numbers = perLang((locale) => new Intl.NumberFormat(locale));
const dates = perLang(
  (locale) =>
    new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZone: 'UTC',
    }),
);
const units = perLang((locale) => {
  const of = (unit: string, maximumFractionDigits: number, unitDisplay: 'short' | 'long' = 'short') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits });
  return {
    byte: of('byte', 0, 'long'),
    kilobyte: of('kilobyte', 0),
    megabyte: of('megabyte', 1),
    second: of('second', 0, 'long'),
    minute: of('minute', 0, 'long'),
    hour: of('hour', 0, 'long'),
  };
});

export function formatNumber(lang: Lang, value: number): string {
  return numbers[lang].format(value);
}

/** A moment, in UTC: "23 Nov 2026, 12:05". */
export function formatDate(lang: Lang, iso: string): string {
  return dates[lang].format(new Date(iso));
}

/** A size: "900 bytes", "340 kB", "1.2 MB" (of 1024, as file managers count). */
export function formatBytes(lang: Lang, bytes: number): string {
  if (bytes < 1024) return units[lang].byte.format(bytes);
  const kilobytes = bytes / 1024;
  return kilobytes < 1000
    ? units[lang].kilobyte.format(kilobytes)
    : units[lang].megabyte.format(kilobytes / 1024);
}

/** The length of a video, as players write it: "0:07", "3:05", "1:02:03". */
export function formatDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number): string => String(part).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** How long to wait, rounded up so that nobody comes back too early: "5 seconds", "3 minutes". */
export function formatWait(lang: Lang, waitMs: number): string {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  if (seconds < 90) return units[lang].second.format(seconds);
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? units[lang].minute.format(minutes) : units[lang].hour.format(Math.ceil(minutes / 60));
}
