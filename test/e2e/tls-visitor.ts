import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { type Draft, formOf, type Place, placeOf } from '@board/testing';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Someone at an address of their own who comes to `https://localhost:<port>` over TLS, with a browser without script. */
export class TlsVisitor {
  private readonly agent: Agent;
  private readonly origin: string;
  private readonly port: number;

  /** `from` is an address of this machine, out of 127.0.0.0/8. `ca` vouches for the certificate. */
  constructor(port: number, ca: string, from: string) {
    this.port = port;
    this.origin = `https://localhost:${port}`;
    this.agent = new Agent({ ca, localAddress: from, keepAlive: true });
  }

  async get(path: string): Promise<Answer> {
    return answerOf(await this.ask(path));
  }

  /** Sends the form, with headers of one's own choice beside those of a browser. */
  async send(draft: Draft, headers: Record<string, string> = {}): Promise<Answer & { place?: Place }> {
    const path = draft.thread ? `/b/thread/${draft.thread}/post` : '/b/post';
    const form = new Response(formOf(draft));
    const body = Buffer.from(await form.arrayBuffer());
    const type = form.headers.get('content-type') ?? '';
    const answer = answerOf(
      await this.ask(path, { ...headers, origin: this.origin, 'content-type': type }, body),
    );
    const { status, headers: said } = await answer;
    const place = placeOf(new Response(null, { status, headers: said }));
    return { ...(await answer), ...(place && { place }) };
  }

  /** Follows a thread: every piece of the event stream as it comes, until `signal`. */
  async follow(path: string, hear: (piece: string) => void, signal: AbortSignal): Promise<void> {
    const response = await this.ask(path, { accept: 'text/event-stream' });
    signal.addEventListener('abort', () => response.destroy());
    response.on('data', (piece: Buffer) => hear(piece.toString()));
  }

  close(): void {
    this.agent.destroy();
  }

  private ask(path: string, headers: Record<string, string> = {}, body?: Buffer): Promise<IncomingMessage> {
    const { agent, port } = this;
    return new Promise((resolve, reject) => {
      const asked = request({
        ...{ agent, port, host: '127.0.0.1', servername: 'localhost', path },
        method: body ? 'POST' : 'GET',
        headers: { host: `localhost:${port}`, 'accept-language': 'en', ...headers },
      });
      asked.on('response', resolve).on('error', reject).end(body);
    });
  }
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(response.headersDistinct))
    for (const value of values) headers.append(name, value);
  return { status: response.statusCode ?? 0, headers, body: await text(response) };
}
