import type { Provider } from '@nestjs/common';
import { openStore } from '@board/storage';
import { RENDERER_CONFIG, type RendererConfig } from '../renderer.config.js';

/** Where the object store is injected from. */
export const STORE = Symbol('object store');

export const storeProvider: Provider = {
  provide: STORE,
  useFactory: (config: RendererConfig) => openStore(config),
  inject: [RENDERER_CONFIG],
};
