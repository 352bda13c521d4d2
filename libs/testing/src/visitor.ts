import { randomUUID } from 'node:crypto';
import type { Sample } from './samples.ts';

/** What a person fills in. `thread` null or absent starts a thread. */
export interface Draft {
  board?: string;
  thread?: number | null;
  subject?: string;
  text?: string;
  sage?: boolean;
  name?: string;
  spoiler?: boolean;
  password?: string;
  /** The id that a script mints; absent as in a browser without one. */
  formId?: string;
  tokens?: string[];
  files?: Sample[];
}

export interface Place {
  board: string;
  thread: number;
  no: number;
}

let addresses = 0;

/** An address that no other visitor of this process has, out of 198.18.0.0/15, which nobody uses. */
export function newAddress(): string {
  addresses += 1;
  return `198.${18 + (addresses >> 16)}.${(addresses >> 8) & 255}.${addresses & 255}`;
}

/** Someone with a browser that keeps cookies but runs no script, at an address of their own behind a trusted proxy. */
export class Visitor {
  readonly address: string;
  readonly cookies = new Map<string, string>();
  private readonly gateway: () => string;
  private readonly lang: string;

  constructor(gateway: string | (() => string), options: { address?: string; lang?: string } = {}) {
    this.gateway = typeof gateway === 'string' ? () => gateway : gateway;
    this.address = options.address ?? newAddress();
    this.lang = options.lang ?? 'en';
  }

  /** Redirects are not followed. Cookies are sent and kept. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const gateway = this.gateway();
    const headers = new Headers(init.headers);
    headers.set('x-forwarded-for', this.address);
    if (!headers.has('accept-language')) headers.set('accept-language', this.lang);
    if (init.method === 'POST' && !headers.has('origin')) headers.set('origin', gateway);
    if (this.cookies.size > 0) {
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    const response = await fetch(new URL(path, gateway), { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  async text(path: string): Promise<string> {
    return (await this.fetch(path)).text();
  }

  /** Sends the form and gives the answer as it came. */
  send(draft: Draft, init: RequestInit = {}): Promise<Response> {
    const board = draft.board ?? 'b';
    const path = draft.thread ? `/${board}/thread/${draft.thread}/post` : `/${board}/post`;
    return this.fetch(path, { ...init, method: 'POST', body: formOf(draft) });
  }

  /** Asks to have a post taken back, or with `only` its files. */
  withdraw(of: { board: string; no: number }, password: string, only?: 'files'): Promise<Response> {
    const body = new URLSearchParams({ no: String(of.no), password, ...(only && { only }) });
    return this.fetch(`/${of.board}/delete`, { method: 'POST', body });
  }

  /** Sends the form and gives the place of the post it made. Throws when it was refused. */
  async post(draft: Draft): Promise<Place> {
    const response = await this.send(draft);
    const place = placeOf(response);
    if (!place) throw new Error(`Refused with ${response.status}: ${strip(await response.text())}`);
    await response.body?.cancel();
    return place;
  }
}

export function formOf(draft: Draft): FormData {
  const form = new FormData();
  if (draft.formId) form.append('formId', draft.formId);
  form.append('subject', draft.subject ?? '');
  form.append('text', draft.text ?? '');
  if (draft.name) form.append('name', draft.name);
  if (draft.spoiler) form.append('spoiler', '1');
  if (draft.password) form.append('password', draft.password);
  if (draft.sage) form.append('sage', '1');
  for (const token of draft.tokens ?? []) form.append('token', token);
  for (const file of draft.files ?? []) {
    form.append('files', new Blob([new Uint8Array(file.bytes)], { type: file.type }), file.name);
  }
  return form;
}

/** Where a plain form's answer leads, if it is the redirect to a post. */
export function placeOf(response: Response): Place | undefined {
  const location = response.headers.get('location') ?? '';
  const found = /^\/([a-z0-9]+)\/thread\/(\d+)#p(\d+)$/.exec(location);
  if (response.status !== 303 || !found) return undefined;
  return { board: found[1] as string, thread: Number(found[2]), no: Number(found[3]) };
}

/** The words of a page, without its markup. */
export function strip(html: string): string {
  return html
    .replace(/<(script|style|head)\b.*?<\/\1>/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

export const newFormId = (): string => randomUUID();
