import { until, Visitor } from '@board/testing';
import { afterEach, expect, it } from 'vitest';
import { Raw } from './raw.ts';
import { Stand } from './stand.ts';

const UPLOAD =
  'POST /b/thread/5/post HTTP/1.1\r\nhost: h\r\ncontent-type: multipart/form-data; boundary=xyz\r\ncontent-length: 900000\r\n\r\n' +
  '--xyz\r\ncontent-disposition: form-data; name="files"; filename="a.png"\r\n\r\nsome';

let stand: Stand | undefined;
afterEach(() => stand?.stop());

it('an upload that never ends does not keep a stopping gateway from ending well', async () => {
  stand = await Stand.start({ SHUTDOWN_GRACE_MS: '2000' });
  const raw = await Raw.open(stand.url);
  raw.say(UPLOAD);
  await until('it is being read', async () => (await stand?.leftovers())?.length === 1);
  expect(await stand.gateway.stop()).toBe(0);
});

it('a post that is in hand is answered before a stopping gateway ends', async () => {
  stand = await Stand.start();
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  stand.answer('rpc.posts.post.create', async () => {
    await gate;
    return { board: 'b', thread: 5, no: 7, epoch: 'epochepo', threadVersion: 4, boardVersion: 9 };
  });
  const visitor = new Visitor(stand.url);
  const answer = visitor.send({ thread: 5, text: 'in hand' });
  await until('it is being made', () => stand?.asked('rpc.posts.post.create').length === 1);
  const stopped = stand.gateway.stop();
  await until('the port is closed', () =>
    visitor.fetch('/').then(
      () => false,
      () => true,
    ),
  );
  release();
  expect((await answer).status).toBe(303);
  expect(await stopped).toBe(0);
});

it('behind a public name, its origin is ours: secure cookies, forms that come from it, no HSTS', async () => {
  stand = await Stand.start({
    PUBLIC_ORIGIN: 'https://board.example',
    MEDIA_ORIGIN: 'https://media.example',
  });
  const visitor = new Visitor(stand.url);
  const ours = await visitor.send({ thread: 5, text: 'x' }, { headers: { origin: 'https://board.example' } });
  expect(ours.status).toBe(303);
  expect(ours.headers.get('strict-transport-security')).toBeNull();
  expect(ours.headers.get('set-cookie')).toMatch(/; Secure$/);
  expect(ours.headers.get('content-security-policy')).toContain(
    "img-src 'self' https://media.example; media-src 'self' https://media.example;",
  );
  expect(
    (await visitor.send({ thread: 5, text: 'x' }, { headers: { origin: 'https://other.example' } })).status,
  ).toBe(403);
});

it('what a proxy makes of requests is told once, without the address of a visitor; HSTS if set', async () => {
  stand = await Stand.start({ TRUSTED_PROXIES: '', HSTS_MS: '86400000' });
  const visitor = new Visitor(stand.url);
  const { gateway } = stand;
  const warnings = () => gateway.lines.filter((line) => line.includes('"ProxyWatch"'));
  const elsewhere = { origin: 'http://board.example' };
  for (let i = 0; i < 3; i++) {
    const { status } = await visitor.send({ thread: 5, text: 'x' }, { headers: elsewhere });
    expect(status).toBe(403);
    await visitor.fetch('/.env', { headers: { 'x-forwarded-proto': 'https' } });
  }
  await until('all is told', () => warnings().length >= 3);
  expect(warnings()).toEqual([
    expect.stringContaining('Origin http://board.example, Host 127.0.0.1'),
    expect.stringContaining('A proxy at 127.0.0.1 passes X-Forwarded-For, but TRUSTED_PROXIES is empty'),
    expect.stringContaining('PUBLIC_ORIGIN is empty'),
  ]);
  expect(gateway.lines.join()).not.toContain(visitor.address);
  expect((await visitor.fetch('/b/')).headers.get('strict-transport-security')).toBe('max-age=86400');
});

it('counts requests by place and status, and uploads in flight', async () => {
  stand = await Stand.start();
  const visitor = new Visitor(stand.url);
  await visitor.send({ thread: 5, text: 'x' });
  await visitor.fetch('/.env');
  const metrics = await (await fetch(`${stand.gateway.internalUrl}/metrics`)).text();
  expect(metrics).toContain(
    'http_server_request_duration_seconds_count{route="post",method="POST",status="3xx"} 1',
  );
  expect(metrics).toContain(
    'http_server_request_duration_seconds_count{route="other",method="GET",status="4xx"} 1',
  );
  expect(metrics).toContain('gateway_uploads_in_flight 0');
});
