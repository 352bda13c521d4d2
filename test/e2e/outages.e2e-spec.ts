import { type House, newFormId, noise, startHouse, strip, until, Visitor } from '@board/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

describe('while a part of the house is down', () => {
  let house: House;
  let thread: number;

  beforeAll(async () => {
    house = await startHouse({
      replicas: { gateway: 2 },
      env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } },
    });
    const place = await visitor().post({ text: 'read before the outage', files: [noise()] });
    thread = place.thread;
    await house.settle();
  });
  afterAll(() => house?.stop());

  beforeEach(async () => {
    for (const gateway of [0, 1]) {
      for (const path of paths()) {
        await until(`gateway ${gateway} holds ${path}`, async () => (await visitor(gateway).fetch(path)).ok);
      }
    }
  });
  afterEach(async () => {
    if (!house.nats.alive) await house.nats.restart();
    if (!house.postgres.alive) await house.postgres.restart();
    await Promise.all(house.all.filter((service) => !service.running).map((service) => service.start()));
  });

  const visitor = (gateway = 0): Visitor => new Visitor(house.url(gateway));
  const paths = (): string[] => ['/', '/b/', `/b/thread/${thread}`];

  async function pagesAreServed(): Promise<void> {
    for (const gateway of [0, 1]) {
      for (const path of paths()) {
        const response = await visitor(gateway).fetch(path);
        const shown = (await response.text()).includes('read before the outage');
        expect([path, response.status, shown]).toEqual([path, 200, path !== '/']);
      }
    }
  }

  async function isReady(gateway: number): Promise<boolean> {
    return (await fetch(`${house.service('gateway', gateway).internalUrl}/readyz`)).status === 200;
  }

  /** A refusal that says to come back, with the words in it; the same form is taken once all is well again. */
  async function refusesAndTakesLater(text: string, mend: () => Promise<unknown>): Promise<void> {
    const person = visitor();
    const draft = { thread, text, formId: newFormId() };
    const refusal = await person.send(draft);
    expect([503, 504]).toContain(refusal.status);
    expect(await refusal.text()).toContain(text);
    await mend();
    await until('the form is taken', async () => (await person.send(draft)).status === 303, 30_000);
    const page = await person.text(`/b/thread/${thread}`);
    expect(page.split(text).length - 1).toBe(1);
  }

  it('NATS: pages are served, gateways stay ready, a form is refused with its text and taken later', async () => {
    await house.nats.kill();
    await pagesAreServed();
    expect(await Promise.all([isReady(0), isReady(1)])).toEqual([true, true]);
    await refusesAndTakesLater('written while NATS was away', () => house.nats.restart());
  });

  it('Postgres: pages and files are served, a form is refused with its text and taken later', async () => {
    await house.postgres.kill();
    await pagesAreServed();
    const page = await visitor().text(`/b/thread/${thread}`);
    const [, picture = ''] = /src="(\/media\/[^"]+)"/.exec(page) ?? [];
    expect((await visitor().fetch(picture)).status).toBe(200);
    await refusesAndTakesLater('written while Postgres was away', () => house.postgres.restart());
  });

  it('media: text is taken, a file is refused with a clear word and taken later', async () => {
    const media = house.service('media');
    await media.kill();
    await visitor().post({ thread, text: 'only words' });
    const person = visitor();
    const draft = { thread, text: 'words and a file', formId: newFormId(), files: [noise()] };
    const refusal = await person.send(draft);
    expect([503, 504]).toContain(refusal.status);
    expect(await refusal.text()).toContain('words and a file');
    await media.start();
    expect((await person.post(draft)).thread).toBe(thread);
  });

  it('renderer: pages are served, posts are taken and shown later, what is deleted is not shown meanwhile', async () => {
    const { no } = await visitor().post({ thread, text: 'soon to be deleted' });
    for (const gateway of [0, 1]) {
      await until('it is shown', async () =>
        (await visitor(gateway).text(`/b/thread/${thread}`)).includes('soon to be deleted'),
      );
    }
    const renderer = house.service('renderer');
    await renderer.kill();
    const person = visitor();
    await person.post({ thread, text: 'written without a renderer' });
    await house.ask('rpc.posts.post.delete', { board: 'b', no });
    await house.settle();
    for (const gateway of [0, 1]) {
      await until('the deleted post is shown nowhere', async () => {
        const pages = await Promise.all(paths().map((path) => visitor(gateway).text(path)));
        return pages.every((page) => !page.includes('soon to be deleted'));
      });
    }
    await renderer.start();
    for (const gateway of [0, 1]) {
      await until('the new post is shown', async () =>
        (await visitor(gateway).text(`/b/thread/${thread}`)).includes('written without a renderer'),
      );
    }
  });

  it('renderer and all: an error page of the gateway itself keeps the words', async () => {
    const [renderer, posts] = [house.service('renderer'), house.service('posts')];
    await Promise.all([renderer.kill(), posts.kill()]);
    const response = await visitor().send({ thread, text: 'words <in> the dark' });
    const page = await response.text();
    expect([503, 504]).toContain(response.status);
    expect(page).toMatch(/words (&lt;|&#60;)in(&gt;|&#62;) the dark/);
    expect(strip(page).length).toBeGreaterThan(20);
    await Promise.all([renderer.start(), posts.start()]);
    await until(
      'posting works again',
      async () => (await visitor().send({ thread, text: 'light' })).status === 303,
    );
  });

  it('everything that comes back: nothing was given up as dead', async () => {
    await house.settle();
    expect(await house.deadLetters()).toBe(0);
  });
});
