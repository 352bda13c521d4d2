import { isTaken, onFreePort, whyNot } from '../servers/index.ts';
import { isDatabaseOwn, type Settings } from './settings.ts';

/** The services, in the order of their internal ports, which count up from INTERNAL_PORT. */
export const SERVICES = ['gateway', 'posts', 'media', 'renderer'] as const;
export type Service = (typeof SERVICES)[number];

/** Where something is to listen: on the port that was asked for, else on `usual` or the next one that is free. */
export interface Place {
  /** As the operator knows it: `HTTP_PORT 8080`. */
  name: string;
  host: string;
  /** The setting of the host, where there is one. */
  hostKey?: string;
  asked: number | undefined;
  usual: number;
}

const LOCAL = '127.0.0.1';

export const httpPlace = ({ HTTP_HOST, HTTP_PORT }: Settings): Place => ({
  name: `HTTP_PORT ${HTTP_PORT}`,
  host: HTTP_HOST,
  hostKey: 'HTTP_HOST',
  asked: HTTP_PORT,
  usual: 8080,
});

export const natsPlace = ({ NATS_PORT }: Settings): Place => ({
  name: `NATS_PORT ${NATS_PORT}`,
  host: LOCAL,
  asked: NATS_PORT,
  usual: 4222,
});

export const postgresPlace = ({ POSTGRES_PORT }: Settings): Place => ({
  name: `POSTGRES_PORT ${POSTGRES_PORT}`,
  host: LOCAL,
  asked: POSTGRES_PORT,
  usual: 5432,
});

/** The internal port of a service of the house; any that is free unless one was asked for. */
export function internalPlace({ INTERNAL_HOST, INTERNAL_PORT }: Settings, service: Service): Place {
  const asked = INTERNAL_PORT && INTERNAL_PORT + SERVICES.indexOf(service);
  const name = `INTERNAL_PORT ${INTERNAL_PORT} (for ${service}: ${asked})`;
  return { name, host: INTERNAL_HOST, hostKey: 'INTERNAL_HOST', asked, usual: 0 };
}

/** Every place where the house is going to listen. */
export function placesOf(settings: Settings): Place[] {
  return [
    ...(settings.HTTP_SOCKET ? [] : [httpPlace(settings)]),
    ...(settings.NATS_URL || settings.NATS_URL_FILE ? [] : [natsPlace(settings)]),
    ...(isDatabaseOwn(settings) ? [postgresPlace(settings)] : []),
    ...SERVICES.map((service) => internalPlace(settings, service)),
  ];
}

/** Throws a sentence for each port that was asked for and cannot be had, and for each host that is not of this machine. */
export async function refuseTaken(places: Place[]): Promise<void> {
  const seen = new Map<string, Place>();
  const sentences = new Set<string>();
  for (const place of places) {
    const code = await whyNot(place.asked ?? 0, place.host);
    if (code) sentences.add(sentence(place, code));
    const twin = seen.get(`${place.host} ${place.asked}`);
    if (twin) sentences.add(`${twin.name} and ${place.name} are the same port: each needs its own.`);
    if (place.asked) seen.set(`${place.host} ${place.asked}`, place);
  }
  if (sentences.size > 0) throw new Error([...sentences].join('\n'));
}

/** Starts something at its place. Throws a sentence when the port that was asked for was taken meanwhile. */
export async function startAt<T>(place: Place, start: (port: number) => Promise<T>): Promise<T> {
  if (!place.asked) return onFreePort(place.asked ?? place.usual, place.host, start);
  try {
    return await start(place.asked);
  } catch (error) {
    throw isTaken(error) ? new Error(sentence(place, 'EADDRINUSE'), { cause: error }) : error;
  }
}

/** Why nobody can listen there, by the system's word for it, and what to do. */
export function sentence({ name, host, hostKey = 'the address' }: Place, code: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `${name} on ${host} is taken by another program: choose another, or leave it out to take a free one.`;
    case 'EACCES':
      return (
        `${name} needs root, or \`sudo setcap cap_net_bind_service=+ep ${process.execPath}\`, or a proxy in front ` +
        `of the board (docs/operating.md, section 3).`
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${hostKey} ${host} is not an address of this machine.`;
    default:
      return `${name} on ${host} cannot be used (${code}).`;
  }
}
