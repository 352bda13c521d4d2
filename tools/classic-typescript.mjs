/**
 * `node --import ./tools/classic-typescript.mjs <program>`: dependency-cruiser reads TypeScript through the compiler's
 * classic interface, which TypeScript 7 no longer has; the Nest CLI brings a TypeScript that does.
 */
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const nestCli = createRequire(createRequire(import.meta.url).resolve('@nestjs/cli/package.json'));
const classic = new Map(
  ['typescript', 'typescript/package.json'].map((name) => [name, pathToFileURL(nestCli.resolve(name)).href]),
);

registerHooks({
  resolve: (specifier, context, next) => {
    const url = classic.get(specifier);
    return url ? { url, shortCircuit: true } : next(specifier, context);
  },
});
