import { commonConfig, fileLimitsConfig } from '@board/platform';
import { storeConfig } from '@board/storage';
import { z } from 'zod';

/** Where the configuration is injected from: `@Inject(RENDERER_CONFIG) config: RendererConfig`. */
export const RENDERER_CONFIG = Symbol('renderer config');

const origin = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => new URL(text).origin === text,
    'must be scheme, host and port alone, as in https://board.example',
  )
  .or(z.literal(''))
  .default('');

/** The part of the configuration that is drawn into pages, and so is part of the look. */
export const drawnConfig = {
  /** Where people find the board, for what is read elsewhere and needs whole addresses; '' when nobody said. */
  PUBLIC_ORIGIN: origin,
  /** Another origin that serves `/media/`, or '' for the board's own. */
  MEDIA_ORIGIN: origin,
  /** Forms name what holds, as posts tells it of each board: pages of before these were changed are not current. */
  ...fileLimitsConfig,
};

export const rendererConfig = z.object({
  ...commonConfig,
  ...storeConfig,
  ...drawnConfig,
  /** Memory for posts that were drawn; 64 MB hold some forty threads of a thousand posts in two languages. */
  MEMO_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(64 * 1024 * 1024),
});
export type RendererConfig = z.infer<typeof rendererConfig>;
