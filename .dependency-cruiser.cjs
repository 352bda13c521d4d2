/** Who may import whom. `tools/imports.spec.ts` sees each rule fire. */

const SOURCE = '^(apps|libs)/[^/]+/src/';
/** Of them, config-values is for the starter, which runs before anything is compiled. */
const DOORS =
  '^libs/([^/]+/(src|dist)/index|platform/(src|dist)/(config|config-values|node-version)|storage/(src|dist)/store[.]config)[.]';
const SPEC = '[.](spec|int-spec)[.]ts$';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule(
      'no-app-to-app',
      'Services talk over NATS only.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/(?!$1/)' },
    ),
    rule('no-lib-to-app', 'A library does not know who uses it.', { path: '^libs/' }, { path: '^apps/' }),
    rule(
      'contracts-is-pure',
      'What crosses NATS is described with zod alone.',
      { path: '^libs/contracts/src/', pathNot: SPEC },
      { pathNot: ['^libs/contracts/src/', '^node_modules/zod/'] },
    ),
    rule(
      'platform-stands-alone',
      'How a process lives has nothing to do with boards.',
      { path: '^libs/platform/src/' },
      { path: '^(apps|libs|tools|test)/', pathNot: '^libs/platform/' },
    ),
    rule(
      'storage-stands-alone',
      'The object store is a port; it knows no service.',
      { path: '^libs/storage/src/' },
      { path: '^(apps|libs|tools|test)/', pathNot: '^libs/storage/' },
    ),
    rule(
      'messaging-knows-contracts-only',
      'How messages cross does not depend on how a process lives.',
      { path: '^libs/messaging/src/' },
      { path: '^(apps|libs|tools|test)/', pathNot: '^libs/(messaging|contracts)/' },
    ),
    rule(
      'libs-by-their-door',
      'A library is used through its doors: its index, and those that its package.json has beside it.',
      { path: '^(apps|test|tools)/' },
      { path: '^libs/', pathNot: DOORS },
    ),
    rule(
      'libs-by-their-door-from-libs',
      'A library is used through its index, by libraries too.',
      { path: '^libs/([^/]+)/' },
      { path: '^libs/', pathNot: ['^libs/$1/', DOORS] },
    ),
    rule(
      'no-testing-in-src',
      'What runs in production does not carry test servers and set-up.',
      { path: SOURCE, pathNot: [SPEC, '^libs/testing/'] },
      { path: '^(libs/testing|tools|test)/' },
    ),
    rule(
      'database-in-posts-only',
      'Posts alone owns Postgres.',
      { path: SOURCE, pathNot: '^(apps/posts|libs/testing)/' },
      { path: 'node_modules/(pg|pg-[^/]+|typeorm|@nestjs/typeorm)/' },
    ),
    rule(
      'templates-in-renderer-only',
      'The renderer alone owns the look.',
      { path: SOURCE, pathNot: '^apps/renderer/' },
      { path: 'node_modules/handlebars/' },
    ),
    rule(
      'object-store-behind-its-port',
      'The S3 client is known to libs/storage alone.',
      { path: SOURCE, pathNot: '^libs/storage/' },
      { path: 'node_modules/minio/' },
    ),
    rule(
      'handlers-carry-no-transport',
      'What a service does reads the same however it is asked.',
      { path: '([.](handler|rules|queries|entity)[.]ts|/parse-[^/]+[.]ts)$' },
      { path: 'node_modules/(@nestjs/microservices|@nestjs/platform-fastify|@nats-io/[^/]+|fastify)/' },
    ),
    rule(
      'no-circular',
      'A cycle of files cannot be understood one at a time; types may refer to each other.',
      { path: '^(apps|libs|tools|test)/' },
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule('not-to-unresolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
    rule(
      'no-undeclared-dependency',
      "An app's image holds what its own package.json names.",
      { path: SOURCE, pathNot: SPEC },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: '^(apps|libs)/[^/]+/dist/.*[.]map$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.check.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
