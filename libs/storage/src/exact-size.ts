import { Readable, Transform } from 'node:stream';

/** The body as a stream that fails when it turns out shorter or longer than `bytes`. */
export function exactly(bytes: number, body: Buffer | Readable): Readable {
  if (Buffer.isBuffer(body)) {
    if (body.length !== bytes) throw wrongSize(bytes, body.length);
    // Readable.from(buffer) would hand out single bytes.
    return Readable.from([body], { objectMode: false });
  }
  let got = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      got += chunk.length;
      done(got > bytes ? wrongSize(bytes, got) : null, chunk);
    },
    flush: (done) => done(got === bytes ? null : wrongSize(bytes, got)),
  });
  body.once('error', (error) => counter.destroy(error));
  counter.once('close', () => body.destroy());
  return body.pipe(counter);
}

function wrongSize(said: number, got: number): RangeError {
  return new RangeError(`The body was said to have ${said} bytes, and had ${got > said ? 'more' : got}`);
}
