import { join } from 'node:path';
import { replaceFile } from './replace-file.ts';

/** Where Prometheus' `file_sd_configs` reads what to ask; not removed when the board ends, so that this is noticed. */
export const targetsIn = (dataDir: string): string => join(dataDir, 'targets.json');

/** Tells Prometheus the internal addresses of services, by their names. Whoever may enter the folder may read it. */
export function writeTargets(dataDir: string, internal: Record<string, string>): void {
  const targets = Object.entries(internal).map(([service, url]) => ({
    targets: [new URL(url).host],
    labels: { job: 'board', service },
  }));
  replaceFile(targetsIn(dataDir), targets, 0o644);
}
