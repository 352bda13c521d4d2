import type Sharp from 'sharp';

const LOADERS = [
  'VipsForeignLoadJpeg',
  'VipsForeignLoadPng',
  'VipsForeignLoadNsgif',
  'VipsForeignLoadWebp',
  'VipsForeignLoadHeif',
];

let loaded: Promise<typeof Sharp> | undefined;

/**
 * sharp, loaded with the first picture so that an idle process stays small, and with every decoder but those of the
 * types we take shut (by default it also reads SVG, which may name other files).
 */
export function sharp(): Promise<typeof Sharp> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<typeof Sharp> {
  const { default: library } = await import('sharp');
  library.block({ operation: ['VipsForeignLoad'] });
  library.unblock({ operation: LOADERS });
  library.cache(false);
  library.concurrency(1);
  return library;
}
