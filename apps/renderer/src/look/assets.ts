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
const SCRIPT = ['page', 'times', 'files', 'draft', 'who', 'send', 'quote', 'posts', 'live'];

const STYLE = ['colours', 'page', 'frame', 'home', 'threads', 'posts', 'files', 'forms', 'floating'];

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

/** One file: of two deferred ones htmx could start before what hooks into it has arrived. */
function script(): string {
  const parts = SCRIPT.map(part).join('\n');
  return `${readFileSync(htmx, 'utf8')}\n;(() => {\n'use strict';\n${parts}})();\n`;
}

function style(): string {
  return STYLE.map((name) => own(`style/${name}.css`)).join('\n');
}

export const ASSETS: readonly Asset[] = [
  { name: 'board.css', mime: 'text/css', body: Buffer.from(style()) },
  { name: 'board.js', mime: 'text/javascript', body: Buffer.from(script()) },
  { name: 'favicon.svg', mime: 'image/svg+xml', body: bytes('favicon.svg') },
  // Drawn from the SVG by tools/draw-icons.ts.
  { name: 'favicon.ico', mime: 'image/x-icon', body: bytes('favicon.ico') },
  { name: 'apple-touch-icon.png', mime: 'image/png', body: bytes('apple-touch-icon.png') },
];
