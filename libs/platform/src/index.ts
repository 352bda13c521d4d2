export { bootstrap, type BootstrapOptions } from './bootstrap.js';
export {
  type Change,
  commonConfig,
  type CommonConfig,
  ConfigError,
  fileLimitsConfig,
  loadConfig,
  natsConfig,
  readConfig,
} from './config.js';
export { keyCheck } from './key-check.js';
export { Readiness } from './readiness.js';
export { requestContext, type RequestContext } from './request-context.js';
export { StartCheck } from './start-check.js';
export { StartRefusal } from './start-refusal.js';
