import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkSettings } from './check-settings.ts';
import { readSettings, type Settings } from './settings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'board-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function settings(file: string, environment: Record<string, string> = {}): Settings {
  writeFileSync(join(folder, '.env'), file);
  return readSettings(folder, { PATH: process.env['PATH'], ...environment });
}

/** The lines that a start would say. */
async function faults(file: string, environment: Record<string, string> = {}): Promise<string[]> {
  const said = await checkSettings(settings(file, environment)).then(
    () => '',
    (error: Error) => error.message,
  );
  return said
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

test('settings - wrong values of every service and of the starter are one list, with where they stand', async () => {
  const said = await faults(
    'FILE_BYTES=20Q\nTRUSTED_PROXIES=localhost\nCLOAK_KEY=hunter2\nSEED_BOARDS=B\nHTTP_PORT=http\nMEMO_BYTES=-1\n',
    { LOG_LEVEL: 'verbose', FLOOD_REPLY_MS: 'soon' },
  );
  expect(said).toEqual([
    'HTTP_PORT: must be a whole number from 0 to 65535 (.env)',
    'LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent (environment)',
    'TRUSTED_PROXIES: "localhost" is not an address or network, such as 127.0.0.1 or 10.0.0.0/8 (.env)',
    'CLOAK_KEY: must be at least 32 characters long (.env)',
    'FILE_BYTES: must be a number of bytes, or 20M (.env)',
    expect.stringMatching(/^FLOOD_REPLY_MS: .* such as 3s, 10m, 30d \(environment\)$/),
    expect.stringMatching(/^SEED_BOARDS: "B" is not <name>:<title>, .* \(.env\)$/),
    'MEMO_BYTES: must be a number of bytes, or 20M (.env)',
  ]);
});

test('settings - keys of .env that nobody reads are named with the nearest, those of the environment are not', async () => {
  const file = 'TRUSTED_PROXY=\nHTTPPORT=1\nTOKEN_KEYFILE=x\nWEATHER=fine\n';
  expect((await faults(file, { WIND: 'strong' })).toSorted()).toEqual([
    'HTTPPORT: is not a setting; did you mean HTTP_PORT? (.env)',
    'TOKEN_KEYFILE: is not a setting; did you mean TOKEN_KEY_FILE? (.env)',
    'TRUSTED_PROXY: is not a setting; did you mean TRUSTED_PROXIES? (.env)',
    'WEATHER: is not a setting; .env.example explains all that are (.env)',
  ]);
});

test('settings - of S3 all keys are wanted, and a file that cannot be read is named', async () => {
  expect(
    await faults(`S3_ENDPOINT=http://127.0.0.1:9000\nS3_BUCKET=board\nTRIP_KEY_FILE=${folder}/none\n`),
  ).toEqual([
    'S3_ACCESS_KEY: is missing',
    'S3_SECRET_KEY: is missing',
    'TRIP_KEY: TRIP_KEY_FILE cannot be read (ENOENT) (.env)',
  ]);
});

test('settings - units, a slash behind an origin, files and empty values fit', async () => {
  writeFileSync(join(folder, 'port'), '18080\n');
  const file = `FILE_BYTES=20M\nSHUTDOWN_GRACE_MS=3s\nPUBLIC_ORIGIN=https://board.example/\nLOG_LEVEL=\nNODE_OPTIONS=\nHTTP_PORT_FILE=${folder}/port\n`;
  expect(await faults(file)).toEqual([]);
  expect(settings(file)).toMatchObject({ SHUTDOWN_GRACE_MS: 3_000, HTTP_PORT: 18_080 });
  expect(await faults(file, { HTTP_PORT: '1' })).toEqual([
    'HTTP_PORT: is given twice, also as HTTP_PORT_FILE (environment and .env)',
  ]);
});
