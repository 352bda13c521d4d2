import { Lang } from '@board/contracts';

/**
 * The language of a reader: the cookie `lang`, else the best of `Accept-Language` that we speak, else English.
 * Takes raw header values; unreadable ones count as absent.
 */
export function languageOf(headers: {
  cookie?: string | undefined;
  'accept-language'?: string | undefined;
}): Lang {
  const chosen = spoken(cookieOf(headers.cookie, 'lang'));
  if (chosen) return chosen;
  let best: Lang = 'en';
  let weight = 0;
  for (const range of (headers['accept-language'] ?? '').slice(0, 400).split(',')) {
    const [tag, ...parameters] = range.trim().toLowerCase().split(';');
    const lang = spoken(tag === '*' ? 'en' : tag?.split('-')[0]);
    const q = Number(
      parameters.map((word) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(word)?.[1]).find(Boolean) ?? 1,
    );
    if (lang && q > weight) [best, weight] = [lang, q];
  }
  return best;
}

function spoken(word: string | undefined): Lang | undefined {
  return Lang.options.find((lang) => lang === word);
}

/** The value of one cookie out of a `Cookie` header, as it stands there. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
