import { once } from 'node:events';
import { connect } from 'node:http2';
import { articlesIn, freePort, type House, liveLinkIn, noise, startHouse, strip } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { certificateFolder, type Proxy, removeFolder, startCaddy, startNginx } from './proxies.ts';
import { TlsVisitor } from './tls-visitor.ts';

const MIB = 1024 * 1024;
const LIMITS = { FILE_BYTES: String(6 * MIB), VIDEO_MS: '60000' };
const ports = { nginx: 0, caddy: 0, plain: 0 };
let house: House;
let proxies: Proxy[] = [];
let certificate: { folder: string; ca: string };
let addresses = 1;

/** Someone new, at an address that no other has. */
function visitor(proxy: 'nginx' | 'caddy'): TlsVisitor {
  const person = new TlsVisitor(ports[proxy], certificate.ca, `127.0.1.${(addresses += 1)}`);
  onTestFinished(() => person.close());
  return person;
}

beforeAll(async () => {
  certificate = await certificateFolder();
  for (const name of ['nginx', 'caddy', 'plain'] as const) ports[name] = await freePort();
  house = await startHouse({
    replicas: { gateway: 2 },
    natsLogin: { user: 'board', password: 'canary/nats@password' },
    env: {
      posts: LIMITS,
      media: LIMITS,
      renderer: LIMITS,
      gateway: { TRUSTED_PROXIES: '127.0.0.1,::1', PUBLIC_ORIGIN: `https://localhost:${ports.nginx}` },
    },
  });
  const gateways = [0, 1].map((index) => Number(new URL(house.url(index)).port));
  proxies = await Promise.all([
    startNginx(certificate.folder, { tls: ports.nginx, plain: ports.plain, gateways }),
    startCaddy(certificate.folder, { tls: ports.caddy, plain: ports.plain, gateways }),
  ]);
});
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  await house?.stop();
  await removeFolder(certificate.folder);
});

describe.each(['nginx', 'caddy'] as const)('behind %s, as docs/operating.md has it', (proxy) => {
  it('visitors who post at once are all taken, one of them with 5 MB; who posts again at once is not', async () => {
    const opened = await visitor(proxy).send({
      text: `a thread behind ${proxy}`,
      files: [noise(1_320, 1_320)],
    });
    expect(strip(opened.body), String(opened.status)).toBe('');
    const thread = opened.place?.thread ?? expect.fail('no thread');
    const people = Array.from({ length: 4 }, () => visitor(proxy));
    const answers = await Promise.all(people.map((person, i) => person.send({ thread, text: `reply ${i}` })));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    const again = await people[0]?.send({ thread, text: 'at once' }, { 'x-forwarded-for': '198.51.100.9' });
    expect(again?.status).toBe(429);
  });

  it('a live thread comes at once, and a page seen on one gateway is not older on the other', async () => {
    const reader = visitor(proxy);
    const { place } = await visitor(proxy).send({ text: `a live thread behind ${proxy}` });
    const thread = place?.thread ?? expect.fail('no thread');
    const page = `/b/thread/${thread}`;
    const heard: string[] = [];
    const left = new AbortController();
    onTestFinished(() => left.abort());
    const link = liveLinkIn((await reader.get(page)).body);
    await reader.follow(link, (piece) => heard.push(piece), left.signal);
    await visitor(proxy).send({ thread, text: 'said just now' });
    await vi.waitFor(() => expect(heard.join('')).toContain('said just now'), { timeout: 2_000 });
    const seen: number[] = [];
    for (let i = 0; i < 10; i++) seen.push(articlesIn((await reader.get(page)).body).length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(2);
  });

  it('what is too big the board refuses in its own words, with the text kept', async () => {
    const big = { name: 'big.png', type: 'image/png', bytes: Buffer.alloc(30 * MIB, 1) };
    const { status, body } = await visitor(proxy).send({ text: 'this text is kept', files: [big] });
    expect(status).toBe(413);
    expect(body).toContain('this text is kept');
    expect(strip(body)).toContain('this board takes 6 MB');
  });

  it('browsers are spoken to over HTTP/2', async () => {
    const session = connect(`https://localhost:${ports[proxy]}`, {
      ca: certificate.ca,
      lookup: (_host, options, done) =>
        options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
    });
    const asked = session.request({ ':path': '/b/' });
    const [head] = (await once(asked, 'response')) as [{ ':status': number }];
    expect(head[':status']).toBe(200);
    expect(session.alpnProtocol).toBe('h2');
    session.destroy();
  });
});

it('the page names the size and length that hold, whatever the board was set to', async () => {
  await house.db.query(`UPDATE boards SET limits = '{"fileBytes": 99999999999}' WHERE slug = 'pr'`);
  const hintOf = async (board: string): Promise<string> =>
    /Up to 4 files[^.]*/.exec(strip((await visitor('nginx').get(`/${board}/`)).body))?.[0] ?? '';
  expect(await hintOf('b')).toContain('6 MB each; video up to 1:00');
  await vi.waitFor(async () => expect(await hintOf('pr')).toContain('6 MB each'));
});

it('http is sent to https', async () => {
  const { status, headers } = await fetch(`http://127.0.0.1:${ports.plain}/b/`, { redirect: 'manual' });
  expect([status, headers.get('location')]).toEqual([301, 'https://127.0.0.1/b/']);
});

it('a gateway that is away is passed over, by readers and by forms', async () => {
  await house.service('gateway', 1).kill();
  for (const proxy of ['nginx', 'caddy'] as const) {
    const reader = visitor(proxy);
    for (let i = 0; i < 4; i++) expect((await reader.get('/b/')).status, proxy).toBe(200);
    // Caddy passes a form over only when it has noticed.
    if (proxy === 'caddy')
      await vi.waitFor(() => expect(proxies[1]?.tail()).toContain('HTTP request failed'), { timeout: 5_000 });
    for (const text of ['through one gateway', 'and once more']) {
      const { status, body } = await visitor(proxy).send({ text: `${text}, by ${proxy}` });
      expect(status, `${proxy}: ${strip(body)}`).toBe(303);
    }
  }
});

it('nothing of it is told to be wrong, and no password is in a log', () => {
  expect(house.log()).not.toContain('ProxyWatch');
  expect(house.log()).not.toMatch(/canary.nats/);
});
