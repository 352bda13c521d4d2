import * as http from 'node:http';
import * as https from 'node:https';

/** How long the store may keep silent before its answer begins. */
const ANSWER_MS = 10_000;
/** How long a body may stand still: generous, since a slow reader of ours holds it up too. */
const BODY_MS = 120_000;

/** Requests that give up on a silent store, over connections that are kept. The `minio` client itself waits for ever. */
export function boundedTransport(protocol: string): Pick<typeof http, 'request'> {
  const { request } = protocol === 'https:' ? https : http;
  const agent =
    protocol === 'https:' ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
  const bounded = (options: http.RequestOptions, onAnswer: (answer: http.IncomingMessage) => void) => {
    const asked = request({ ...options, agent });
    asked.setTimeout(ANSWER_MS, () => asked.destroy(new Error('it keeps silent')));
    asked.once('response', (answer: http.IncomingMessage) => {
      asked.setTimeout(BODY_MS);
      onAnswer(answer);
    });
    return asked;
  };
  return { request: bounded as typeof http.request };
}
