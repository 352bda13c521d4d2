import { openStore } from '@board/storage';
import { MEDIA_CONFIG, type MediaConfig } from '../media.config.js';

export const OBJECT_STORE = Symbol('object store');

export const storeProvider = {
  provide: OBJECT_STORE,
  inject: [MEDIA_CONFIG],
  useFactory: (config: MediaConfig) => openStore(config),
};
