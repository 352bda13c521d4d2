export { cacheDir, findChromium, findInCache, findOnPath, goInstall, run, versionOf } from './binaries.ts';
export {
  CURRENT_NATS,
  natsServerBinaries,
  startNats,
  type NatsBinary,
  type NatsOptions,
  type NatsServer,
} from './nats.ts';
export { findMinio, MINIO, startMinio, type ObjectStoreServer } from './minio.ts';
export { freePort, isFree, isTaken, onFreePort, whyNot } from './ports.ts';
export { findPostgres } from './postgres-binaries.ts';
export { canReach, postgresUser, type SystemUser } from './postgres-user.ts';
export {
  isWrongPassword,
  SHARED_DIR,
  startPostgres,
  type PostgresOptions,
  type PostgresServer,
} from './postgres.ts';
export {
  launch,
  serve,
  SERVICE_NODE_FLAGS,
  untilReady,
  type ProcessSpec,
  type RunningProcess,
  type Server,
} from './process.ts';
