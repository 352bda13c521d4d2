import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './settings.ts';

/** A workspace's folder and those of the workspaces that it depends on; none for what is no workspace, as `nats`. */
export function workspacesOf(folder: string): string[] {
  const [file] = globSync(`${folder}/package.json`, { cwd: ROOT });
  if (!file) return [];
  const { dependencies = {} } = JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  const own = Object.keys(dependencies).filter((name) => name.startsWith('@board/'));
  return [folder, ...own.flatMap((name) => workspacesOf(name.replace('@board', 'libs')))];
}
