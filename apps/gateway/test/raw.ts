import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** A connection on which a test says exactly what it wants, byte for byte. */
export class Raw {
  private readonly socket: Socket;
  private heard = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1').on('data', (text: string) => (this.heard += text));
    socket.on('error', () => undefined);
  }

  static async open(url: string): Promise<Raw> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new Raw(socket);
  }

  get text(): string {
    return this.heard;
  }

  /** Statuses of all answers heard so far. */
  get statuses(): number[] {
    return [...this.heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((found) => Number(found[1]));
  }

  get closed(): boolean {
    return this.socket.closed;
  }

  say(text: string | Buffer): this {
    this.socket.write(text);
    return this;
  }

  /** Resolves to true once what was said is out of this process. */
  async flushed(): Promise<boolean> {
    if (this.socket.writableNeedDrain)
      await Promise.race([once(this.socket, 'drain'), once(this.socket, 'close')]);
    return !this.socket.closed;
  }

  /** Breaks the connection off. */
  hangUp(): void {
    this.socket.destroy();
  }
}
