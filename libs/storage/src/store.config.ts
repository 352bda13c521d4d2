import { z } from 'zod';

const isGiven = (text: unknown): boolean => typeof text === 'string' && text !== '';

/** Spread into the schema of what uses the store: either a folder or a bucket. */
export const storeConfig = {
  /** Folder of the disk driver; used when `S3_ENDPOINT` is not set. */
  STORE_DIR: z.string().min(1).optional(),
  /** `http://host:port` of any S3. */
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must look like https://host:9000' }).optional(),
  S3_BUCKET: z.string().min(3, 'must be at least 3 characters long').optional(),
  S3_ACCESS_KEY: z.string().min(1).optional(),
  S3_SECRET_KEY: z.string().min(1).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
};

export type StoreConfig = z.infer<z.ZodObject<typeof storeConfig>>;

/** The schema of a service that uses the store. Of S3 it wants all keys or none. */
export function wholeStore<T extends z.ZodRawShape>(shape: T): z.ZodObject<T> {
  return ['S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'].reduce(
    (schema, key) =>
      schema.refine(
        (config: Record<string, unknown>) => !isGiven(config['S3_ENDPOINT']) || isGiven(config[key]),
        // Also beside other faults: all are told at once.
        { path: [key], when: () => true },
      ),
    z.object(shape),
  );
}
