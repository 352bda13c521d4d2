import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A file that pages of this look ask for, under `/static/<look>/<name>`. */
export interface Asset {
  readonly name: string;
  readonly mime: string;
  readonly body: Buffer;
}

const FOLDER = join(import.meta.dirname, '..', 'assets');
const htmx = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js');

/** Our script's parts, each after those that it imports. */
const SCRIPT = [
  'page',
  'memory',
  'theme-choice',
  'times',
  'files',
  'own',
  'cited',
  'previews',
  'inline',
  'catalog',
  'hide',
  'draft',
  'who',
  'withdraw',
  'send',
  'floating',
  'quote',
  'unread',
  'posts',
  'live',
];

const STYLE = [
  'colours',
  'page',
  'frame',
  'home',
  'threads',
  'catalog',
  'posts',
  'cites',
  'files',
  'forms',
  'floating',
];

function bytes(path: string): Buffer {
  return readFileSync(join(FOLDER, path));
}

function own(path: string): string {
  return bytes(path).toString();
}

/** A part in the scope that all parts share: what one exports the others see by its name. */
function part(name: string): string {
  return own(`script/${name}.js`)
    .replaceAll(/^import [^;]*;\n/gm, '')
    .replaceAll(/^export /gm, '');
}

/** What the board's own parts come to, in one scope. */
export function ownScript(): string {
  return `;(() => {\n'use strict';\n${SCRIPT.map(part).join('\n')}})();\n`;
}

/** One file: of two deferred ones htmx could start before what hooks into it has arrived. */
function script(): string {
  return `${readFileSync(htmx, 'utf8')}\n${ownScript()}`;
}

function style(): string {
  return STYLE.map((name) => own(`style/${name}.css`)).join('\n');
}

export const ASSETS: readonly Asset[] = [
  { name: 'board.css', mime: 'text/css', body: Buffer.from(style()) },
  { name: 'board.js', mime: 'text/javascript', body: Buffer.from(script()) },
  // Its own file, since it blocks: the page must not be painted in the wrong colours first.
  { name: 'theme.js', mime: 'text/javascript', body: Buffer.from(own('script/theme.js')) },
  { name: 'favicon.svg', mime: 'image/svg+xml', body: bytes('favicon.svg') },
  // Drawn from the SVG by tools/draw-icons.ts.
  { name: 'favicon.ico', mime: 'image/x-icon', body: bytes('favicon.ico') },
  { name: 'apple-touch-icon.png', mime: 'image/png', body: bytes('apple-touch-icon.png') },
];
