import { newAddress, newFormId, type Sample } from '@board/testing';
import { Wire } from './wire.ts';

const BOUNDARY = 'the-parts-of-a-form-0123456789';

export interface Reply {
  board: string;
  thread: number;
  text: string;
  file?: Sample;
}

/** Somebody with a script in the browser, at an address of their own, who posts over one kept connection. */
export class Poster {
  private readonly address = newAddress();

  private readonly wire: Wire;
  private readonly host: string;

  private constructor(wire: Wire, host: string) {
    this.wire = wire;
    this.host = host;
  }

  static async open(url: string): Promise<Poster> {
    return new Poster(await Wire.open(url), new URL(url).host);
  }

  /** Makes one reply and gives the milliseconds until it was answered for. Throws when it was refused. */
  async reply(reply: Reply): Promise<number> {
    const request = this.request(reply);
    const begun = performance.now();
    const { status, head } = await this.wire.ask(request);
    if (status !== 303) throw new Error(`A post was refused: ${head}`);
    return performance.now() - begun;
  }

  close(): void {
    this.wire.close();
  }

  private request({ board, thread, text, file }: Reply): Buffer {
    const fields = { formId: newFormId(), subject: '', text };
    const parts: Buffer[] = Object.entries(fields).map(([name, value]) =>
      Buffer.from(`${partHead(name)}\r\n${value}\r\n`),
    );
    if (file) {
      const head = partHead('files', `; filename="${file.name}"\r\nContent-Type: ${file.type}`);
      parts.push(Buffer.from(`${head}\r\n`), file.bytes, Buffer.from('\r\n'));
    }
    const body = Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
    const head =
      `POST /${board}/thread/${thread}/post HTTP/1.1\r\nHost: ${this.host}\r\nOrigin: http://${this.host}\r\n` +
      `X-Forwarded-For: ${this.address}\r\nAccept-Language: en\r\n` +
      `Content-Type: multipart/form-data; boundary=${BOUNDARY}\r\nContent-Length: ${body.length}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), body]);
  }
}

function partHead(name: string, more = ''): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n`;
}

/** Has so many posters reply, each as soon as the last one was answered for, and gives how long each reply took. */
export async function postFor(ms: number, posters: readonly Poster[], next: () => Reply): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + ms;
  await Promise.all(
    posters.map(async (poster) => {
      while (performance.now() < end) times.push(await poster.reply(next()));
    }),
  );
  return times;
}
