/**
 * `node understudy.ts <service>`: reads the packages that the service and our libraries import, says that it stands by,
 * and becomes the service at SIGUSR2, with our code as it is then. What `npm install` changed meanwhile it does not know.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './settings.ts';
import { workspacesOf } from './workspaces.ts';

const service = process.argv[2] ?? '';
const main = join(ROOT, 'apps', service, 'dist', 'main.js');

/** A line of compiled code that imports a package that is not ours. */
const IMPORT = /^(?:import|(?:import .*|export .*|\}) from) '((?!@board\/)[^.'][^']*)';$/gm;

/** What compiled code imports by the name of a package that is not ours. */
function packagesOf(folder: string): string[] {
  const files = globSync(`${folder}/dist/**/*.js`, { cwd: ROOT });
  const code = files.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n');
  return Array.from(code.matchAll(IMPORT), ([, name = '']) => name);
}

// Keeps it alive: a wish to hear a signal does not.
const waiting = setInterval(() => {}, 60_000);
process.once('SIGUSR2', () => {
  clearInterval(waiting);
  void import(main);
});
for (const name of new Set(workspacesOf(`apps/${service}`).flatMap(packagesOf))) await import(name);
console.log(JSON.stringify({ service, msg: 'standing by' }));
