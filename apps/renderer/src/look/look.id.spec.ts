import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LookId } from '@board/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ASSETS } from './assets.js';
import { LOOK, lookId } from './look.id.js';

describe('the look', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'board-look-'));
    file = join(folder, 'page.hbs');
    writeFileSync(file, 'before');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is a word that may stand in a subject and in a path', () => {
    expect(LookId.parse(LOOK)).toBe(LOOK);
  });

  it('is the same for the same files', () => {
    expect(lookId([file], ASSETS, {})).toBe(lookId([file], ASSETS, {}));
  });

  it('changes with a template, an asset, and what is drawn of the configuration', () => {
    const looks = [
      lookId([file], ASSETS, {}),
      lookId([file], [], {}),
      lookId([file], ASSETS, { MEDIA_ORIGIN: 'x' }),
    ];
    writeFileSync(file, 'after');
    looks.push(lookId([file], ASSETS, {}));

    expect(new Set(looks).size).toBe(4);
  });
});

describe('the script', () => {
  const script = ASSETS.find(({ name }) => name === 'board.js')?.body.toString() ?? '';

  it('is one file without imports, htmx first', () => {
    expect(script).not.toMatch(/^(import|export) /m);
    expect(script.indexOf('htmx')).toBeLessThan(script.indexOf("'use strict';\n"));
  });

  it('needs no eval, which the policy forbids', () => {
    const own = script.slice(script.indexOf("(() => {\n'use strict';"));
    expect(own).not.toMatch(/\beval\(|new Function/);
  });
});
