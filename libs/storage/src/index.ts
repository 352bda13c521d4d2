export { mimeOf } from './names.js';
export * from './object-store.js';
export { readBoardMark, writeBoardMark } from './board-mark.js';
export { nameOfStore, openStore } from './open-store.js';
export { storeConfig, type StoreConfig, wholeStore } from './store.config.js';
