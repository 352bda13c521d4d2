import { setTimeout as pause } from 'node:timers/promises';
import { type House, SERVICES } from '@board/testing';

export interface Strike {
  what: string;
  strike: () => Promise<void>;
}

/**
 * Who is killed, in order: each replica of each service in turn, with Postgres and NATS in between. Services are
 * started again by the house's supervisor, servers by the strike itself.
 */
export function strikes(house: House, count: number): Strike[] {
  const servers: Strike[] = [
    { what: 'nats', strike: () => house.nats.kill().then(() => house.nats.restart()) },
    { what: 'postgres', strike: () => house.postgres.kill().then(() => house.postgres.restart()) },
  ];
  const services: Strike[] = [0, 1].flatMap((index) =>
    SERVICES.map((name) => ({
      what: name,
      strike: () => house.service(name, index % house.services[name].length).kill('SIGKILL'),
    })),
  );
  const round = [...services.slice(0, 4), servers[0] as Strike, ...services.slice(4), servers[1] as Strike];
  return Array.from({ length: count }, (_, i) => round[i % round.length] as Strike);
}

/** Strikes once every `everyMs`; resolves after the last with how often each was killed while it ran. */
export async function killThem(list: readonly Strike[], everyMs: number): Promise<Map<string, number>> {
  const kills = new Map<string, number>();
  const under: Promise<void>[] = [];
  for (const { what, strike } of list) {
    await pause(everyMs);
    under.push(strike());
    kills.set(what, (kills.get(what) ?? 0) + 1);
  }
  await Promise.all(under);
  return kills;
}
