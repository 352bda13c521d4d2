import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ownBytes } from '../http/own-bytes.js';

const zip = promisify(gzip);
const WORTH_ZIPPING_BYTES = 1_000;

/** A page as JSON, ready to be sent. */
export interface Twin {
  readonly epoch: string;
  readonly etag: string;
  readonly body: Buffer;
  readonly zipped?: Buffer;
}

/** Writes a view down: `version` is that of what it shows, within `epoch`. */
export async function makeTwin(view: { readonly epoch: string; readonly version: number }): Promise<Twin> {
  const body = ownBytes(Buffer.from(JSON.stringify(view)));
  const { epoch, version } = view;
  const twin = { epoch, etag: `W/"json-${epoch}.${version}"`, body };
  return body.length < WORTH_ZIPPING_BYTES ? twin : { ...twin, zipped: ownBytes(await zip(body)) };
}
