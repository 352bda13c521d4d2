import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { DomainError } from '@board/contracts';
import { Busboy, type BusboyInstance } from '@fastify/busboy';

/** The client went away before its request was whole: there is nobody to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

export interface FormLimits {
  /** Of the whole body. */
  readonly bytes: number;
  /** Of one field that is not a file: what is longer is cut. */
  readonly fieldBytes: number;
}

export interface FormFile {
  readonly field: string;
  /** As the browser sent it, without folders: '' when no file was chosen. */
  readonly filename: string;
  /** Must be read to its end, or the form does not go on. */
  readonly stream: Readable;
}

/** Text fields by name, each with all its values in order. */
export type Fields = ReadonlyMap<string, readonly string[]>;

const MAX_FIELDS = 40;
const MAX_FILES = 50;

/**
 * Reads a posted form to its end, as a stream: `multipart/form-data` or urlencoded. `onFile` is given each file as it
 * comes, with the fields that stood before it. What was read before something went wrong is returned beside `problem`, so that a visitor's text is never
 * lost with it. Throws `form_type`, or `ClientGone`.
 */
export async function readForm(
  request: IncomingMessage,
  limits: FormLimits,
  onFile: (file: FormFile, before: Fields) => Promise<void>,
): Promise<{ fields: Fields; problem?: DomainError }> {
  const fields = new Map<string, string[]>();
  const reading = new Set<Readable>();
  const saving: Promise<void>[] = [];
  let problem: DomainError | undefined;
  let parser: BusboyInstance;
  try {
    parser = parserOf(request, limits);
  } catch (error) {
    if (error instanceof DomainError && error.reason === 'form_type') throw error;
    return { fields, problem: new DomainError('form_broken', undefined, { cause: error }) };
  }
  parser.on('field', (name: string | undefined, value) => {
    if (name === undefined)
      problem ??= new DomainError('input_invalid', { issues: 'a field without a name' });
    else fields.set(name, [...(fields.get(name) ?? []), value]);
  });
  parser.on('file', (field: string | undefined, stream, filename: string | undefined) => {
    reading.add(stream);
    // An upload that breaks off is told by the parser; without a listener here it would end the process.
    stream.on('error', () => reading.delete(stream)).on('end', () => reading.delete(stream));
    saving.push(onFile({ field: field ?? '', filename: filename ?? '', stream }, fields));
  });
  for (const limit of ['partsLimit', 'fieldsLimit', 'filesLimit'] as const) {
    parser.on(limit, () => (problem ??= new DomainError('input_invalid', { issues: limit })));
  }
  try {
    await feed(request, parser, limits.bytes);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    problem = error;
  } finally {
    for (const stream of reading) stream.destroy();
    await Promise.allSettled(saving);
  }
  await Promise.all(saving);
  return { fields, ...(problem && { problem }) };
}

/** Resolves when the body came to its end and was parsed. Throws `form_broken`, `form_too_big` or ClientGone. */
function feed(request: IncomingMessage, parser: BusboyInstance, maxBytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let parsed = false;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > maxBytes) fail(new DomainError('form_too_big', { max: maxBytes }));
    };
    const fail = (error: Error): void => {
      request.off('data', count).unpipe(parser);
      reject(error);
    };
    parser.on('error', (error) => fail(new DomainError('form_broken', undefined, { cause: error })));
    request.on('error', () => fail(new ClientGone()));
    request.on('close', () => request.complete || fail(new ClientGone()));
    request.on('end', () => parsed && resolve());
    request.on('data', count);
    if (request.destroyed) return fail(new ClientGone());
    request.pipe(parser);
    // Behind the listener of `pipe`, which pauses the request here: what follows the last boundary is read and ignored.
    parser.on('finish', () => {
      parsed = true;
      if (request.complete) resolve();
      else request.resume();
    });
  });
}

function parserOf(request: IncomingMessage, limits: FormLimits): BusboyInstance {
  const type = request.headers['content-type'] ?? '';
  if (!/^(?:multipart\/form-data|application\/x-www-form-urlencoded)\s*(?:;|$)/i.test(type))
    throw new DomainError('form_type');
  return new Busboy({
    headers: { ...request.headers, 'content-type': type },
    limits: {
      fieldNameSize: 100,
      fieldSize: limits.fieldBytes,
      fields: MAX_FIELDS,
      files: MAX_FILES,
      parts: MAX_FIELDS + MAX_FILES,
      headerPairs: 20,
    },
  });
}

/** The one value of a field, or undefined. Throws `form_invalid` when there are several. */
export function oneOf(fields: Fields, name: string): string | undefined {
  const values = fields.get(name);
  if (values && values.length > 1) throw new DomainError('form_invalid', { field: name });
  return values?.[0];
}
