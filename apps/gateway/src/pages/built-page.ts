import { promisify } from 'node:util';
import { brotliCompress, constants, gunzip as gunzipBuffer, gzip as gzipBuffer } from 'node:zlib';
import { ownBytes } from '../http/own-bytes.js';
import { etagOf, type Stamp } from './claim.js';

const brotli = promisify(brotliCompress);
const gzip = promisify(gzipBuffer);
const gunzip = promisify(gunzipBuffer);

/** Where brotli's gain over gzip is had for about gzip's own time; each step above costs more than it saves. */
const BROTLI_QUALITY = 5;

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

/** The bytes of a page in one content coding, with their headers made once. */
export interface Packing {
  readonly bytes: Buffer;
  readonly headers: RawHeaders;
}

/** A page ready to be sent: compressed once, with its headers made once. */
export interface BuiltPage extends Stamp {
  readonly look: string;
  readonly etag: string;
  /** When it was built, by `performance.now()`. */
  readonly builtAt: number;
  readonly gzip: Packing;
  /** Made later, of a version that goes on being asked for. */
  br?: Packing;
  readonly contentHeaders: RawHeaders;
  readonly unchangedHeaders: RawHeaders;
}

/** Packs a page. `type` is its `Content-Type`, `common` are the headers that every answer carries. Compresses in the thread pool, off the event loop. */
export async function buildPage(
  source: PageSource,
  type: string,
  common: Readonly<Record<string, string>>,
): Promise<BuiltPage> {
  const etag = source.whole ? etagOf(source.look, source.lang, source) : '';
  const contentHeaders = ['content-type', type, 'content-language', source.lang];
  const unchangedHeaders = Object.entries({
    ...(etag && { etag }),
    'cache-control': 'public, no-cache',
    vary: 'Accept-Encoding, Accept-Language, Cookie',
    ...common,
  }).flat();
  const { look, epoch, version } = source;
  const page = { look, epoch, version, etag, contentHeaders, unchangedHeaders, builtAt: performance.now() };
  return { ...page, gzip: packing(page, 'gzip', await gzip(source.html, { level: 6 })) };
}

/** The page in brotli, a fifth smaller than its gzip. In the thread pool too. */
export async function packTighter(page: BuiltPage): Promise<Packing> {
  const html = await plainOf(page);
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: html.length,
  };
  return packing(page, 'br', await brotli(html, { params }));
}

/** The page as it was before it was packed, for the few who do not take gzip. */
export function plainOf(page: BuiltPage): Promise<Buffer> {
  return gunzip(page.gzip.bytes);
}

function packing(
  { contentHeaders, unchangedHeaders }: Pick<BuiltPage, 'contentHeaders' | 'unchangedHeaders'>,
  coding: 'gzip' | 'br',
  bytes: Buffer,
): Packing {
  const own = ['content-encoding', coding, 'content-length', String(bytes.length)];
  return { bytes: ownBytes(bytes), headers: [...contentHeaders, ...own, ...unchangedHeaders] };
}
