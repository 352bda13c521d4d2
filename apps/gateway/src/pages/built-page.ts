import { promisify } from 'node:util';
import { gunzip as gunzipBuffer, gzip as gzipBuffer } from 'node:zlib';
import { etagOf, type Stamp } from './claim.js';

const gzip = promisify(gzipBuffer);
const gunzip = promisify(gunzipBuffer);

/** A page as its owner told it, before it is packed. */
export interface PageSource extends Stamp {
  readonly look: string;
  readonly lang: string;
  readonly html: string;
  /** False for what was put together without its owner: it has no ETag, since no version of the page is like it. */
  readonly whole: boolean;
}

/** Header names and values in turn, as `writeHead` takes them without work. */
export type RawHeaders = readonly string[];

/** A page ready to be sent: compressed once, with its headers made once. */
export interface BuiltPage extends Stamp {
  readonly look: string;
  readonly etag: string;
  readonly gzip: Buffer;
  readonly headers: RawHeaders;
  readonly unchangedHeaders: RawHeaders;
}

/** Packs a page. `common` are the headers that every answer carries. Compresses in the thread pool, off the event loop. */
export async function buildPage(
  source: PageSource,
  common: Readonly<Record<string, string>>,
): Promise<BuiltPage> {
  const packed = await gzip(source.html, { level: 6 });
  const etag = source.whole ? etagOf(source.look, source.lang, source) : '';
  const unchangedHeaders = Object.entries({
    ...(etag && { etag }),
    'cache-control': 'public, no-cache',
    vary: 'Accept-Encoding, Accept-Language, Cookie',
    ...common,
  }).flat();
  return {
    look: source.look,
    epoch: source.epoch,
    version: source.version,
    etag,
    gzip: packed,
    unchangedHeaders,
    headers: [
      'content-type',
      'text/html; charset=utf-8',
      'content-language',
      source.lang,
      'content-encoding',
      'gzip',
      'content-length',
      String(packed.length),
      ...unchangedHeaders,
    ],
  };
}

/** The page as it was before it was packed, for the few who do not take gzip. */
export function plainOf(page: BuiltPage): Promise<Buffer> {
  return gunzip(page.gzip);
}
