import { defineConfig } from 'vitest/config';

const NEVER = ['**/node_modules/**', '**/dist/**', '.data/**'];

/** One project per kind of test, told apart by the file's name; `npx vitest run apps/posts` runs one folder's. */
export default defineConfig({
  // Said here because a spec lies outside of its workspace's tsconfig, where the build finds the same two settings.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    // Specs wait more than they work, but the servers that they start want the machine too.
    maxWorkers: 3,
    // The libraries' builds are plain JavaScript that Node loads itself; only the code under test is transformed.
    server: { deps: { external: [/\/libs\/[^/]+\/dist\//] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{apps,libs}/*/{src,test}/**/*.spec.ts', 'tools/**/*.spec.ts'],
          exclude: NEVER,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['{apps,libs}/*/test/**/*.int-spec.ts'],
          exclude: NEVER,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          expect: { poll: { timeout: 10_000 } },
          include: ['test/e2e/**/*.e2e-spec.ts'],
          exclude: NEVER,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'starter',
          include: ['tools/test/**/*.e2e-spec.ts'],
          exclude: NEVER,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.chaos-spec.ts'],
          exclude: NEVER,
          testTimeout: 600_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['{test,tools}/**/*.slow-spec.ts'],
          exclude: NEVER,
          testTimeout: 600_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
