import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { register } from 'prom-client';
import type { Readiness } from './readiness.js';

/** Serves the platform, not the public: `/livez` (the event loop turns), `/readyz` (give me work), `/metrics`. */
export class InternalServer {
  private readonly server: Server;

  constructor(private readonly readiness: Readiness) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Returns the address, `http://127.0.0.1:9464`. */
  async listen(host: string, port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    const address = this.server.address() as AddressInfo;
    return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0];
    if (path === '/livez') return send(response, 200, 'alive\n');
    if (path === '/readyz') {
      const reasons = this.readiness.reasons();
      return send(response, reasons.length === 0 ? 200 : 503, `${reasons.join('\n') || 'ready'}\n`);
    }
    if (path !== '/metrics') return send(response, 404, 'There is /livez, /readyz and /metrics\n');
    try {
      send(response, 200, await register.metrics(), register.contentType);
    } catch (error) {
      send(response, 500, `The metrics cannot be told: ${String(error)}\n`);
    }
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
