import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const LIBS = ['contracts', 'messaging', 'platform', 'storage', 'testing'];
const PACKAGES = ['zod', 'pg', 'typeorm', 'handlebars', 'minio', 'fastify', 'undeclared'];

/** A rule, a file that breaks it, and what that file says. */
const PLANTED: [rule: string, file: string, text: string][] = [
  ['no-app-to-app', 'apps/media/src/a.ts', `import '../../posts/src/good.js';`],
  ['no-lib-to-app', 'libs/messaging/src/b.ts', `import '../../../apps/posts/src/good.js';`],
  ['contracts-is-pure', 'libs/contracts/src/c.ts', `import 'node:fs';`],
  [
    'platform-stands-alone',
    'libs/platform/src/d.ts',
    `import type { x } from '@board/contracts'; export type Y = x;`,
  ],
  ['storage-stands-alone', 'libs/storage/src/e.ts', `import '@board/platform';`],
  ['messaging-knows-contracts-only', 'libs/messaging/src/f.ts', `import '@board/platform';`],
  ['libs-by-their-door', 'apps/media/src/g.ts', `import '../../../libs/contracts/src/deep.js';`],
  ['libs-by-their-door-from-libs', 'libs/messaging/src/h.ts', `import '../../contracts/src/deep.js';`],
  ['no-testing-in-src', 'apps/media/src/i.ts', `import '@board/testing';`],
  ['database-in-posts-only', 'apps/media/src/j.ts', `import 'pg';`],
  ['templates-in-renderer-only', 'apps/media/src/k.ts', `import 'handlebars';`],
  ['object-store-behind-its-port', 'apps/media/src/l.ts', `import 'minio';`],
  ['handlers-carry-no-transport', 'apps/media/src/m.handler.ts', `import 'fastify';`],
  ['no-circular', 'apps/media/src/circle.ts', `import './n.js';`],
  ['not-to-unresolvable', 'apps/media/src/o.ts', `import './nowhere.js';`],
  ['no-undeclared-dependency', 'apps/media/src/p.ts', `import 'undeclared';`],
];

let tree: string;
let fired: Set<string>;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'board-imports-'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.check.json', 'tsconfig.base.json']) {
    cpSync(join(ROOT, file), join(tree, file));
  }
  for (const name of PACKAGES) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }
  mkdirSync(join(tree, 'node_modules/@board'));
  for (const name of LIBS) {
    const manifest = {
      name: `@board/${name}`,
      exports: { '.': './src/index.ts' },
      dependencies: { zod: '1.0.0' },
    };
    write(`libs/${name}/package.json`, JSON.stringify(manifest));
    write(`libs/${name}/src/index.ts`, 'export const x = 1; export type x = 1;');
    symlinkSync(`../../libs/${name}`, join(tree, 'node_modules/@board', name));
  }
  write('libs/contracts/src/deep.ts', 'export {};');
  write('apps/posts/package.json', JSON.stringify({ name: '@board/posts', dependencies: { pg: '1.0.0' } }));
  write(
    'apps/media/package.json',
    JSON.stringify({ name: '@board/media', dependencies: { minio: '1.0.0' } }),
  );
  write('apps/posts/src/good.ts', `import 'pg';`);
  write('apps/media/src/n.ts', `import './circle.js';`);
  for (const [, file, text] of PLANTED) write(file, text);

  const cruise = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'apps', 'libs'],
    ],
    { cwd: tree, encoding: 'utf8', maxBuffer: 64 << 20 },
  );
  const { summary } = JSON.parse(cruise.stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  fired = new Set(summary.violations.map((violation) => `${violation.rule.name} ${violation.from}`));
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

test.each(PLANTED)('%s is seen in %s', (rule, file) => {
  expect([...fired]).toContain(`${rule} ${file}`);
});

test('every rule has a planted fault', async () => {
  const config = (await import(join(ROOT, '.dependency-cruiser.cjs'))) as {
    default: { forbidden: { name: string }[] };
  };
  expect(PLANTED.map(([rule]) => rule).toSorted()).toEqual(
    config.default.forbidden.map(({ name }) => name).toSorted(),
  );
});

test('a file that keeps to the rules is left alone', () => {
  expect([...fired].filter((violation) => violation.endsWith('posts/src/good.ts'))).toEqual([]);
});
