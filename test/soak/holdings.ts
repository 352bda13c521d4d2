import { type House, SERVICES, type ServiceName, type ServiceProcess, until } from '@board/testing';

/** What a process holds, by what it counts itself. */
const HELD = {
  heapBytes: 'nodejs_heap_size_used_bytes',
  externalBytes: 'nodejs_external_memory_bytes',
  files: 'process_open_fds',
  resources: 'nodejs_active_resources_total',
} as const;
export type Holding = Record<keyof typeof HELD, number>;

/** For services whose garbage is to be collected: a debugger may be attached, at any port. */
export const INSPECTABLE = { NODE_OPTIONS: '--inspect-port=0' };

/** What each service holds when all its garbage has been collected. */
export async function holdings(house: House): Promise<Record<ServiceName, Holding>> {
  const entries = await Promise.all(
    SERVICES.map(async (name) => {
      const service = house.service(name);
      await collectGarbage(service);
      return [name, await holding(service)] as const;
    }),
  );
  return Object.fromEntries(entries) as Record<ServiceName, Holding>;
}

async function holding({ name, internalUrl }: ServiceProcess): Promise<Holding> {
  const text = await (await fetch(`${internalUrl}/metrics`)).text();
  const kinds = Object.entries(HELD).map(([kind, metric]) => {
    const found = new RegExp(`^${metric} (\\d+)`, 'm').exec(text);
    if (!found) throw new Error(`${name} does not count ${metric}`);
    return [kind, Number(found[1])] as const;
  });
  return Object.fromEntries(kinds) as Holding;
}

/** Through Node's inspector, which a signal opens. */
async function collectGarbage(service: ServiceProcess): Promise<void> {
  const address = (): string | undefined =>
    service.lines.map((line) => /Debugger listening on (ws:\S+)/.exec(line)?.[1]).findLast(Boolean);
  if (!address()) process.kill(service.pid, 'SIGUSR1');
  const socket = new WebSocket(await until(`${service.name} can be inspected`, address));
  try {
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', () =>
        socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' })),
      );
      socket.addEventListener('message', resolve);
      socket.addEventListener('error', () => reject(new Error(`${service.name} cannot be inspected`)));
    });
  } finally {
    socket.close();
  }
}
