export { mimeOf } from './names.js';
export * from './object-store.js';
export { readBoardMark, writeBoardMark } from './board-mark.js';
export { openStore } from './open-store.js';
export { storeConfig, type StoreConfig } from './store.config.js';
