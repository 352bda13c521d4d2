import type { House } from './house.ts';
import type { Say } from './programs.ts';
import { keepSecrets, secretsFile } from './secrets.ts';
import type { Settings } from './settings.ts';

/** Notes beside the secrets which board they are of, so that no later start takes them for another's. */
export async function noteBoard(
  { natsUrl, secrets }: Pick<House, 'natsUrl' | 'secrets'>,
  settings: Settings,
  say: Say,
): Promise<void> {
  try {
    const BOARD = await askBoard({ ...settings.env, ...(natsUrl && { NATS_URL: natsUrl }) });
    keepSecrets(settings.dataDir, { ...secrets, BOARD });
  } catch (error) {
    say(`Which board this is could not be noted in ${secretsFile(settings.dataDir)}: ${String(error)}`);
  }
}

async function askBoard(env: Record<string, string>): Promise<string> {
  // Only now: they stand on what was built.
  const [{ GetIdentity }, { Nats, natsAddress, RpcClient }, { natsConfig, readConfig }, { z }] =
    await Promise.all([
      import('@board/contracts'),
      import('@board/messaging'),
      import('@board/platform'),
      import('zod'),
    ]);
  const address = natsAddress(readConfig(z.object(natsConfig), env));
  const nats = await Nats.open({ service: 'start', wait: false, ...address });
  try {
    return (await new RpcClient(nats).call(GetIdentity, {})).board;
  } finally {
    await nats.onApplicationShutdown();
  }
}
