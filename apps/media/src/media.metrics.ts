import type { Provider } from '@nestjs/common';
import { makeCounterProvider, makeGaugeProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';

/** Files being worked on now. */
export const JOBS_RUNNING = 'media_jobs_running';
/** Seconds from taking a file in hand to its being stored or refused; `outcome` is `stored` or the reason. */
export const JOBS = 'media_job_duration_seconds';
/** Objects that left a folder of the store, by how: deleted, or moved to the trash. */
export const REMOVED = 'media_removed_objects_total';
/** Sweeps of the store, by outcome: done, stopped (it would have taken too much) or failed. */
export const SWEEPS = 'media_sweeps_total';
/** 1 while the store answers, 0 while it does not. */
export const STORE_UP = 'media_store_up';
/** Bytes that the disk of the store has left; a store in S3 has none. */
export const STORE_FREE = 'media_store_free_bytes';

/** Whether the store is of another board than the database, so that nothing is removed from it. */
export const STORE_FOREIGN = 'media_store_foreign';

export const mediaMetrics: Provider[] = [
  makeGaugeProvider({ name: JOBS_RUNNING, help: 'Files being worked on' }),
  makeHistogramProvider({
    name: JOBS,
    help: 'Time to take in one file, by outcome',
    labelNames: ['outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60],
  }),
  makeCounterProvider({
    name: REMOVED,
    help: 'Objects removed from the store, by folder and how',
    labelNames: ['folder', 'how'],
  }),
  makeGaugeProvider({ name: STORE_UP, help: 'Whether the object store answers' }),
  makeGaugeProvider({ name: STORE_FOREIGN, help: '1 while the store is of another board than the database' }),
  makeCounterProvider({
    name: SWEEPS,
    help: 'Sweeps of the store, by outcome',
    labelNames: ['outcome'],
  }),
];
