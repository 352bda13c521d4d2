/** One message of a live thread. */
export interface LiveMessage {
  id: string;
  event: string;
  data: string;
}

/**
 * Reads an event stream message by message. Ends when the server ends it; throws when the connection breaks or
 * `signal` is raised. A message without an id has that of the one before it, as in a browser.
 */
export async function* liveMessages(
  url: string | URL,
  options: { lastId?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
): AsyncGenerator<LiveMessage> {
  const response = await fetch(url, {
    headers: {
      accept: 'text/event-stream',
      ...options.headers,
      ...(options.lastId && { 'last-event-id': options.lastId }),
    },
    ...(options.signal && { signal: options.signal }),
  });
  if (!response.ok || !response.body) throw new Error(`${String(url)} answered ${response.status}`);
  let rest = '';
  let id = options.lastId ?? '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = parse(block, id);
      id = message.id;
      if (message.data !== '') yield message;
    }
  }
}

function parse(block: string, lastId: string): LiveMessage {
  const message: LiveMessage = { id: lastId, event: 'message', data: '' };
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (line.startsWith('data:')) data.push(value);
    else if (line.startsWith('id:')) message.id = value;
    else if (line.startsWith('event:')) message.event = value;
  }
  message.data = data.join('\n');
  return message;
}

/** A post as a live message or a page carries it. */
export interface Article {
  no: number;
  gone: boolean;
  html: string;
}

/** The posts in a piece of HTML, in the order in which they stand there. */
export function articlesIn(html: string): Article[] {
  return [...html.matchAll(/<article\b([^>]*)>.*?<\/article>/gs)].map(([whole, attributes = '']) => ({
    no: Number(/data-no="(\d+)"/.exec(attributes)?.[1]),
    gone: /\bdata-gone\b/.test(attributes),
    html: whole,
  }));
}

/** The address at which a thread's page listens for more. Throws when the page is none of a thread. */
export function liveLinkIn(page: string): string {
  const found = /id="posts"[^>]* data-live="([^"]+)"/.exec(page);
  if (!found?.[1]) throw new Error('This is not the page of a thread');
  return found[1].replaceAll('&amp;', '&');
}
