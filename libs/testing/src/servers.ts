export {
  CURRENT_NATS,
  findChromium,
  findMinio,
  freePort,
  launch,
  natsServerBinaries,
  serve,
  startMinio,
  startNats,
  untilReady,
  type NatsBinary,
  type NatsOptions,
  type NatsServer,
  type ObjectStoreServer,
  type PostgresServer,
  type ProcessSpec,
  type RunningProcess,
  type Server,
} from '@board/tools/servers';
import { startPostgres as start, type PostgresOptions, type PostgresServer } from '@board/tools/servers';

/** Postgres for a test: a temporary folder, and speed over surviving a power cut. See `PostgresOptions`. */
export function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  return start({ fsync: false, ...options });
}
