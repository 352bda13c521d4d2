export { bootstrap, type BootstrapOptions } from './bootstrap.js';
export { commonConfig, type CommonConfig, ConfigError, loadConfig, readConfig } from './config.js';
export { Readiness } from './readiness.js';
export { requestContext, type RequestContext } from './request-context.js';
