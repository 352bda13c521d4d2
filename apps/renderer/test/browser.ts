import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lang } from '@board/contracts';
import { findChromium } from '@board/testing';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ASSETS } from '../src/look/assets.js';
import { everyPage, LOOK } from './drawn.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** The policy that the gateway sends with pages. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A browser on pages of this renderer. Everything but the pages and the assets is answered by the test itself. */
export class Stage {
  /** How the test answers, by `METHOD /path`. */
  readonly answers = new Map<string, Answer>();
  /** What pages complained of: errors, and violations of the policy. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    private readonly browser: Browser,
    /** What is served, by path. */
    readonly pages: Map<string, string>,
  ) {}

  static async open(lang: Lang = 'en'): Promise<Stage> {
    const drawn = everyPage(lang);
    const pages = new Map([
      ['/b/thread/100', drawn['thread'] ?? ''],
      ['/b/', drawn['board'] ?? ''],
      ['/b/catalog', drawn['catalog'] ?? ''],
      ['/b/thread/100/last', drawn['end of a thread'] ?? ''],
      ['/', drawn['home'] ?? ''],
      ['/refused', drawn['refused form'] ?? ''],
    ]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
    const stage = new Stage(server, browser, pages);
    server.on('request', (request, response) => stage.answer(request, response));
    return stage;
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** A new person's page; `script: false` in a browser that runs none. */
  async visit(path: string, { width = 1280, height = 900, script = true } = {}): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: { width, height },
      javaScriptEnabled: script,
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) this.complaints.push(message.text());
    });
    const { port } = this.server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}${path}`);
    return page;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').replace(/\?.*/, '');
    const own = this.answers.get(`${request.method} ${path}`);
    if (own) {
      own(request, response);
      return;
    }
    const asset = ASSETS.find(({ name }) => path === `/static/${LOOK}/${name}`);
    const page = request.method === 'GET' ? this.pages.get(path) : undefined;
    if (asset) response.writeHead(200, { 'Content-Type': asset.mime }).end(asset.body);
    else if (page) {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': CSP });
      response.end(page);
    } else response.writeHead(404).end();
  }
}

/** Everything that was sent. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function chromiumPath(): string {
  const path = findChromium();
  if (!path) throw new Error('No Chromium was found on PATH; set CHROMIUM to its path');
  return path;
}
