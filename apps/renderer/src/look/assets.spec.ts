import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ASSETS, ownScript } from './assets.js';

const FOLDER = join(import.meta.dirname, '..', 'assets/script');
const parts = readdirSync(FOLDER).filter((file) => file.endsWith('.js') && file !== 'theme.js');

describe('the script', () => {
  it('has every part, each after those that it imports', () => {
    const script = ownScript();
    const placeOf = (part: string): number => script.indexOf(withoutModules(read(part)));
    for (const part of parts) {
      expect(placeOf(part), part).toBeGreaterThan(-1);
      for (const [, other = ''] of read(part).matchAll(/from '\.\/([^']+)'/g))
        expect(placeOf(other), `${other} for ${part}`).toBeLessThan(placeOf(part));
    }
  });

  it('has no two parts that use one name, since they share a scope', () => {
    const names = parts.flatMap((part) =>
      [
        ...read(part).matchAll(
          /^(?:export )?(?:async )?(?:function|class|const|let) (?:(\w+)|\{([^}]+)\})/gm,
        ),
      ].flatMap(([, one, several = '']) => one ?? several.split(',').map((name) => name.trim())),
    );
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('takes no more than 25 kB on its way, besides htmx', () => {
    const theme = ASSETS.find(({ name }) => name === 'theme.js')?.body ?? '';
    expect(gzipSync(ownScript()).length + gzipSync(theme).length).toBeLessThan(25_000);
  });
});

function read(part: string): string {
  return readFileSync(join(FOLDER, part), 'utf8');
}

function withoutModules(source: string): string {
  return source.replaceAll(/^import [^;]*;\n/gm, '').replaceAll(/^export /gm, '');
}
