import { z } from 'zod';
import { BoardSlug, PostNo } from '../names.js';

/**
 * A post's text, parsed once. Only syntax: whether a cite leads anywhere is said beside it (`PostView.cites`),
 * so that the text never has to be parsed again. Nesting is bounded by the parser.
 */
export type Inline =
  | string
  | { t: 'b'; c: Inline[] }
  | { t: 'i'; c: Inline[] }
  | { t: 's'; c: Inline[] }
  | { t: 'spoiler'; c: Inline[] }
  | { t: 'code'; v: string }
  | { t: 'link'; v: string }
  /** `>>123`, or with a board `>>>/b/123`. */
  | { t: 'cite'; no: number; board?: string | undefined }
  /** `>>>/b/`. */
  | { t: 'board'; board: string };

export const Inline: z.ZodType<Inline> = z.lazy(() =>
  z.union([
    z.string(),
    z.object({ t: z.enum(['b', 'i', 's', 'spoiler']), c: z.array(Inline) }),
    z.object({ t: z.literal('code'), v: z.string() }),
    z.object({ t: z.literal('link'), v: z.string() }),
    z.object({ t: z.literal('cite'), no: PostNo, board: BoardSlug.optional() }),
    z.object({ t: z.literal('board'), board: BoardSlug }),
  ]),
);

/** One line of text: `q` is a quoted line (it keeps its `>`), `p` any other; an empty `c` is a blank line. */
export const Line = z.object({ t: z.enum(['p', 'q']), c: z.array(Inline) });
export type Line = z.infer<typeof Line>;

/** Lines between two fences, as they were typed, each with its line feed. `lang` is the word behind the first fence, or ''. */
export const Fence = z.object({
  t: z.literal('fence'),
  lang: z.string().regex(/^[A-Za-z0-9+#._-]{0,20}$/),
  v: z.string(),
});
export type Fence = z.infer<typeof Fence>;

export const Body = z.array(z.union([Line, Fence]));
export type Body = z.infer<typeof Body>;
