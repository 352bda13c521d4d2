import { Counter, Gauge, Histogram } from 'prom-client';

/** Files being worked on now. */
export const jobsRunning = new Gauge({ name: 'media_jobs_running', help: 'Files being worked on' });

/** Seconds from taking a file in hand to its being stored or refused; `outcome` is `stored` or the reason. */
export const jobs = new Histogram({
  name: 'media_job_duration_seconds',
  help: 'Time to take in one file, by outcome',
  labelNames: ['outcome'],
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60],
});

/** Objects that left a folder of the store, by how: deleted, or moved to the trash. */
export const removed = new Counter({
  name: 'media_removed_objects_total',
  help: 'Objects removed from the store, by folder and how',
  labelNames: ['folder', 'how'],
});

/** Sweeps of the store, by outcome: done or failed. */
export const sweeps = new Counter({
  name: 'media_sweeps_total',
  help: 'Sweeps of the store, by outcome',
  labelNames: ['outcome'],
});
