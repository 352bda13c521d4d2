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

/** Our script, in the order in which its parts build on each other; they share one scope. */
const SCRIPT = ['page', 'times', 'files', 'draft', 'send', 'quote', 'posts', 'live'];

function own(path: string): string {
  return readFileSync(join(FOLDER, path), 'utf8');
}

function script(): string {
  const parts = SCRIPT.map((name) => own(`script/${name}.js`));
  // One file: two deferred ones may arrive in a way that lets htmx start before what hooks into it.
  return `${readFileSync(htmx, 'utf8')}\n;(() => {\n'use strict';\n${parts.join('\n')}})();\n`;
}

export const ASSETS: readonly Asset[] = [
  { name: 'board.css', mime: 'text/css', body: Buffer.from(own('board.css')) },
  { name: 'board.js', mime: 'text/javascript', body: Buffer.from(script()) },
  { name: 'favicon.svg', mime: 'image/svg+xml', body: Buffer.from(own('favicon.svg')) },
];
