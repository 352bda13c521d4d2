import { z } from 'zod';

/** Spread into the schema of a service that uses the store: either a folder or a bucket. */
export const storeConfig = {
  /** Folder of the disk driver; used when `S3_ENDPOINT` is not set. */
  STORE_DIR: z.string().min(1).optional(),
  /** `http://host:port` of any S3. */
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_BUCKET: z.string().min(3).optional(),
  S3_ACCESS_KEY: z.string().min(1).optional(),
  S3_SECRET_KEY: z.string().min(1).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
};

export type StoreConfig = z.infer<z.ZodObject<typeof storeConfig>>;
