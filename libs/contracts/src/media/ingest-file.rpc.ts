import { z } from 'zod';
import { defineRpc } from '../define.js';
import { Sha } from '../names.js';
import { FileView } from '../views/file.view.js';

/**
 * Checks, cleans and stores one upload that the gateway put under `incoming/<key>`, with its thumbnail.
 * `sha` and `bytes` are of the uploaded bytes; media checks both. `file` is its place in the form (from 1), for the
 * details of a refusal. A video may need three times the time: the caller says so. Asking twice makes two copies under two names; the one no post takes is swept.
 */
export const IngestFile = defineRpc({
  subject: 'rpc.media.file.ingest',
  input: z.object({
    key: z.string().regex(/^[0-9a-f-]{36}$/),
    sha: Sha,
    bytes: z.number().int().positive(),
    file: z.number().int().positive(),
  }),
  output: FileView,
  reasons: [
    'file_empty',
    'file_too_big',
    'file_type',
    'file_broken',
    'too_many_pixels',
    'too_many_frames',
    'video_too_long',
    'video_streams',
    'media_busy',
    'store_unavailable',
  ],
  timeoutMs: 20_000,
  idempotent: true,
});
