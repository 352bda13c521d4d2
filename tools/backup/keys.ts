import { readConfig } from '@board/platform';
import { z } from 'zod';
import { keepSecrets, proposeSecrets, readSecrets } from '../local/secrets.ts';
import type { Settings } from '../local/settings.ts';

const KEYS = ['CLOAK_KEY', 'TOKEN_KEY', 'TRIP_KEY', 'PASSWORD_KEY'] as const;

export const Keys = z.object({
  CLOAK_KEY: z.string(),
  TOKEN_KEY: z.string(),
  TRIP_KEY: z.string(),
  PASSWORD_KEY: z.string(),
});
export type Keys = z.infer<typeof Keys>;

/** Those of the environment, in the value or in a file that it names. */
function given(settings: Settings): Partial<Keys> {
  const found = Object.entries(readConfig(Keys.partial(), settings.env));
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** The keys that this board runs with. Throws when one is not known here: a backup without it would lose what it makes. */
export function readKeys(settings: Settings): Keys {
  const keys = { ...Keys.partial().parse(readSecrets(settings.dataDir) ?? {}), ...given(settings) };
  const missing = KEYS.filter((key) => !keys[key]);
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(', ')} of this board are not known here, and belong into its backup: make it where the board runs ` +
        '(its DATA_DIR has them in secrets.json), or with the same environment',
    );
  }
  return Keys.parse(keys);
}

/** Throws when the environment gives other keys than the archive's: they would win. */
export function refuseOtherKeys(settings: Settings, keys: Keys): void {
  const own = given(settings);
  const other = KEYS.filter((key) => own[key] !== undefined && own[key] !== keys[key]);
  if (other.length === 0) return;
  throw new Error(
    `${other.join(', ')} ${other.length === 1 ? 'is' : 'are'} set in .env or the environment to something else than in the ` +
      'archive, and people would lose what was made with the latter: take them out there, the archive brings its own',
  );
}

/** Makes them the keys of this data folder. The password of the local database stays what it is. */
export function replaceKeys(settings: Settings, keys: Keys, board: string | undefined): void {
  keepSecrets(settings.dataDir, {
    ...proposeSecrets(settings.dataDir),
    ...keys,
    ...(board && { BOARD: board }),
  });
}
