import { bytes, commonConfig, fileLimitsConfig, origin } from '@board/platform/config';
import { storeConfig, wholeStore } from '@board/storage/config';
import type { z } from 'zod';

/** Where the configuration is injected from: `@Inject(RENDERER_CONFIG) config: RendererConfig`. */
export const RENDERER_CONFIG = Symbol('renderer config');

export const rendererConfig = wholeStore({
  ...commonConfig,
  ...storeConfig,
  /** Where people find the board, for what is read elsewhere and needs whole addresses; '' when nobody said. */
  PUBLIC_ORIGIN: origin.default(''),
  /** Another origin that serves `/media/`, or '' for the board's own. */
  MEDIA_ORIGIN: origin.default(''),
  ...fileLimitsConfig,
  /** Memory for posts that were drawn; 64 MB hold some forty threads of a thousand posts in two languages. */
  MEMO_BYTES: bytes.default(64 * 1024 * 1024),
});
export type RendererConfig = z.infer<typeof rendererConfig>;
