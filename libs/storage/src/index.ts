export { mimeOf } from './names.js';
export * from './object-store.js';
export { openStore } from './open-store.js';
export { storeConfig, type StoreConfig, wholeStore } from './store.config.js';
