import { commonConfig } from '@board/platform';
import { storeConfig } from '@board/storage';
import { z } from 'zod';

/** Where the configuration is injected from: `@Inject(RENDERER_CONFIG) config: RendererConfig`. */
export const RENDERER_CONFIG = Symbol('renderer config');

/** The part of the configuration that is drawn into pages, and so is part of the look. */
export const drawnConfig = {
  /** Another origin that serves `/media/`, or '' for the board's own. */
  MEDIA_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .refine(
      (text) => new URL(text).origin === text,
      'must be scheme, host and port alone, as in https://media.example',
    )
    .or(z.literal(''))
    .default(''),
};

export const rendererConfig = z.object({ ...commonConfig, ...storeConfig, ...drawnConfig });
export type RendererConfig = z.infer<typeof rendererConfig>;
