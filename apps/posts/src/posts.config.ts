import { BoardId } from '@board/contracts';
import { commonConfig, loadConfig } from '@board/platform';
import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

const secret = z.string().min(32, 'must be at least 32 characters long');

/** `b:Random,pr:Programming` -> boards to open where there are none of that name. */
const seeds = z.string().transform((text, context) => {
  const boards: { slug: string; title: string }[] = [];
  for (const item of text.split(',').filter((part) => part.trim() !== '')) {
    const parts = /^\s*([a-z0-9]{1,16}):(.{1,80})$/.exec(item);
    if (!parts?.[1] || !parts[2]) {
      context.addIssue(`"${item}" is not <slug>:<title>`);
      return z.NEVER;
    }
    boards.push({ slug: parts[1], title: parts[2].trim() });
  }
  return boards;
});

export const PostsConfig = z.object({
  ...commonConfig,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Connections to Postgres at most. */
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
  /** Makes secure tripcodes: the same on all replicas and for ever, or people lose theirs. */
  TRIP_KEY: secret,
  /** Under which passwords of posts are kept. */
  PASSWORD_KEY: secret,
  /** How long one poster waits between two posts, and between two threads. */
  FLOOD_REPLY_MS: z.coerce.number().int().nonnegative().default(3_000),
  FLOOD_THREAD_MS: z.coerce.number().int().nonnegative().default(30_000),
  /** New files that one poster may send. */
  UPLOADS_PER_MINUTE: z.coerce.number().int().positive().default(6),
  UPLOADS_PER_HOUR: z.coerce.number().int().positive().default(60),
  /** Whether to bring the schema up to date at start; otherwise the start waits until something else did. */
  MIGRATE: flag.default(true),
  SEED_BOARDS: seeds.default([]),
  /** Which board this must be; another's database is refused, and an empty one. */
  BOARD: BoardId.optional(),
});
export type PostsConfig = z.infer<typeof PostsConfig>;

export const POSTS_CONFIG = Symbol('posts config');

export const loadPostsConfig = (): PostsConfig => loadConfig(PostsConfig);
