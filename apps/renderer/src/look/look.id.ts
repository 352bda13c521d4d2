import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadConfig } from '@board/platform/config';
import Handlebars from 'handlebars';
import { type RendererConfig, rendererConfig } from '../renderer.config.js';
import { ASSETS, type Asset } from './assets.js';

const CODE = join(import.meta.dirname, '..');
/** What tools leave beside the code, and tests: no page depends on them. */
const ASIDE = /\.(map|d\.ts|spec\.ts|tsbuildinfo)$/;

function codeFiles(): string[] {
  return readdirSync(CODE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !ASIDE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** 12 characters of `[0-9a-z]` that change whenever a page may: templates, words, code, assets, the drawn configuration. */
export function lookId(files: readonly string[], assets: readonly Asset[], drawn: object): string {
  const hash = createHash('sha256').update(`${Handlebars.VERSION}\n${JSON.stringify(drawn)}\n`);
  for (const file of files) hash.update(`${relative(CODE, file)}\n`).update(readFileSync(file));
  for (const asset of assets) hash.update(`${asset.name}\n`).update(asset.body);
  return BigInt(`0x${hash.digest('hex')}`)
    .toString(36)
    .padStart(12, '0')
    .slice(-12);
}

/** The part of the configuration that is drawn into pages; what a file may be, as posts tells it with each board. */
function drawn({ PUBLIC_ORIGIN, MEDIA_ORIGIN, FILE_BYTES, VIDEO_MS }: RendererConfig): object {
  return { PUBLIC_ORIGIN, MEDIA_ORIGIN, FILE_BYTES, VIDEO_MS };
}

/** The look of this renderer. Known before any class is defined, since it is part of the subjects that it answers on. */
export const LOOK = lookId(codeFiles(), ASSETS, drawn(loadConfig(rendererConfig)));
