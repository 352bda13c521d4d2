export { bootstrap, type BootstrapOptions } from './bootstrap.js';
export { commonConfig, type Change, type CommonConfig } from './common.config.js';
export { ConfigError, loadConfig, readConfig } from './config.js';
export { keyCheck } from './key-check.js';
export { Readiness } from './readiness.js';
export { requestContext, type RequestContext } from './request-context.js';
export { StartRefusal } from './start-refusal.js';
