import {
  commonConfig,
  durationMs,
  fileLimitsConfig,
  flag,
  loadConfig,
  secret,
  wholeNumber,
} from '@board/platform/config';
import { z } from 'zod';

/** `b:Random,pr:Programming` -> boards to open where there are none of that name. */
const seeds = z.string().transform((text, context) => {
  const boards: { slug: string; title: string }[] = [];
  for (const item of text.split(',').filter((part) => part.trim() !== '')) {
    const parts = /^\s*([a-z0-9]{1,16}):(.{1,80})$/.exec(item);
    if (!parts?.[1] || !parts[2]) {
      context.addIssue(
        `"${item}" is not <name>:<title>, such as b:Random (the name: up to 16 of a-z and 0-9)`,
      );
      return z.NEVER;
    }
    boards.push({ slug: parts[1], title: parts[2].trim() });
  }
  return boards;
});

export const PostsConfig = z.object({
  ...commonConfig,
  ...fileLimitsConfig,
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: 'must look like postgres://user:password@host:5432/board',
  }),
  /** Connections to Postgres at most. */
  DATABASE_POOL: wholeNumber(2, 200).default(10),
  /** Makes secure tripcodes: the same on all replicas and for ever, or people lose theirs. */
  TRIP_KEY: secret,
  /** Under which passwords of posts are kept. */
  PASSWORD_KEY: secret,
  /** How long one poster waits between two posts, and between two threads. */
  FLOOD_REPLY_MS: durationMs().default(3_000),
  FLOOD_THREAD_MS: durationMs().default(30_000),
  /** New files that one poster may send. */
  UPLOADS_PER_MINUTE: wholeNumber(1).default(6),
  UPLOADS_PER_HOUR: wholeNumber(1).default(60),
  /** Whether to bring the schema up to date at start; otherwise the start waits until something else did. */
  MIGRATE: flag.default(true),
  SEED_BOARDS: seeds.default([]),
  /** Begins a new epoch: database and streams were put back from a copy, and nothing in them tells. */
  RENEW_EPOCH: flag.default(false),
  /** Which board this must be; another's database is refused, and an empty one. */
  BOARD: z
    .string()
    .regex(/^[a-z0-9]{16}$/, 'must be 16 of a-z and 0-9, as `npm run board -- status` says it')
    .optional(),
});
export type PostsConfig = z.infer<typeof PostsConfig>;

export const POSTS_CONFIG = Symbol('posts config');

export const loadPostsConfig = (): PostsConfig => loadConfig(PostsConfig);
