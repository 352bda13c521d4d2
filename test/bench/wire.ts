import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface WireAnswer {
  status: number;
  head: string;
  bytes: number;
}

/**
 * A kept connection that carries one request at a time and does as little as can be: what is measured shares the
 * machine with it. Reads answers that say their length.
 */
export class Wire {
  private parts: Buffer[] = [];
  private size = 0;
  private due = Infinity;
  private head = '';
  private answered: PromiseWithResolvers<WireAnswer> | undefined;

  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (part: Buffer) => this.take(part));
    socket.on('error', (error) => this.answered?.reject(error));
    socket.on('close', () => this.answered?.reject(new Error('The connection was closed')));
  }

  static async open(url: string): Promise<Wire> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new Wire(socket.setNoDelay());
  }

  /** Sends a whole request. Throws when the connection breaks or the answer cannot be read. */
  ask(request: Buffer): Promise<WireAnswer> {
    this.answered = Promise.withResolvers();
    this.socket.write(request);
    return this.answered.promise;
  }

  close(): void {
    this.socket.destroy();
  }

  private take(part: Buffer): void {
    this.parts.push(part);
    this.size += part.length;
    if (this.head === '') this.readHead();
    if (this.size < this.due) return;
    const { head, size } = this;
    this.parts = [];
    this.size = 0;
    this.due = Infinity;
    this.head = '';
    this.answered?.resolve({ status: Number(head.slice(9, 12)), head, bytes: size - head.length - 4 });
  }

  private readHead(): void {
    const text = Buffer.concat(this.parts).toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return;
    this.head = text.slice(0, end);
    const length = /^content-length: (\d+)/im.exec(this.head)?.[1];
    if (length === undefined) this.answered?.reject(new Error(`An answer without its length: ${this.head}`));
    else this.due = end + 4 + Number(length);
  }
}
