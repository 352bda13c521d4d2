import { z } from 'zod';

/** A board's short name, as in `/b/`: also one token of a NATS subject. */
export const BoardSlug = z.string().regex(/^[a-z0-9]{1,16}$/);
/** A post's number on its board; a thread is named by the number of its first post. */
export const PostNo = z.number().int().min(1).max(2_147_483_647);
/** Which board it is: a random word made with the database, and carried by the store, the streams and the secrets too. */
export const BoardId = z.string().regex(/^[a-z0-9]{16}$/);
/** A random word renewed when a backup is restored: versions of different epochs are not comparable. */
export const Epoch = z.string().regex(/^[a-z0-9]{8}$/);
export const Version = z.number().int().nonnegative();
export const Lang = z.enum(['en', 'ru']);
export type Lang = z.infer<typeof Lang>;
/** Hash of the templates and assets that drew a page. */
export const LookId = z.string().regex(/^[a-z0-9]{12}$/);
/** SHA-256 of the uploaded bytes, hex. */
export const Sha = z.string().regex(/^[0-9a-f]{64}$/);
/** HMAC-SHA-256 of a poster's address (IPv6: its /64), hex, cut to 128 bits. The address itself never leaves the gateway. */
export const Cloak = z.string().regex(/^[0-9a-f]{32}$/);
/** What its sender called a file, as text: one line without folders, control characters or those that turn the line around. */
export const OriginalName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^/\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u);
/** The name of a stored object: written once and never reused. */
export const FileName = z.string().regex(/^[0-9a-f]{64}\.[0-9a-f-]{36}\.(jpg|png|gif|webp|avif|webm|mp4)$/);
export const ThumbName = z.string().regex(/^[0-9a-f]{64}\.[0-9a-f-]{36}\.thumb\.webp$/);
