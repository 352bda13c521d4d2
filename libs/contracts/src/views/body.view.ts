import { z } from 'zod';

/**
 * A post's text, parsed once. Only syntax: whether a cite leads anywhere is said beside it (`PostView.cites`),
 * so that the text never has to be parsed again. Nesting is bounded by the parser.
 */
export type Inline =
  | string
  | { t: 'b'; c: Inline[] }
  | { t: 'i'; c: Inline[] }
  | { t: 'spoiler'; c: Inline[] }
  | { t: 'code'; v: string }
  | { t: 'link'; v: string }
  | { t: 'cite'; no: number };

export const Inline: z.ZodType<Inline> = z.lazy(() =>
  z.union([
    z.string(),
    z.object({ t: z.enum(['b', 'i', 'spoiler']), c: z.array(Inline) }),
    z.object({ t: z.literal('code'), v: z.string() }),
    z.object({ t: z.literal('link'), v: z.string() }),
    z.object({ t: z.literal('cite'), no: z.number().int().positive() }),
  ]),
);

/** One line of text: `q` is a quoted line (it keeps its `>`), `p` any other; an empty `c` is a blank line. */
export const Line = z.object({ t: z.enum(['p', 'q']), c: z.array(Inline) });
export type Line = z.infer<typeof Line>;

export const Body = z.array(Line);
export type Body = z.infer<typeof Body>;
