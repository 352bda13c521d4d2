import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { until } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveHouse } from './live-house.ts';

/** What visitors say they know, and what gateways were told, or were not. */
describe('versions', () => {
  let house: LiveHouse;
  beforeAll(async () => {
    house = await LiveHouse.start({ gateways: 2 });
  });
  afterAll(() => house?.stop());

  const etag = (version: number): string => `W/"${house.board.look}-en-${house.board.epoch}.${version}"`;
  const fresh = (
    no: number,
    board: number,
    thread: number,
    epoch = house.board.epoch,
  ): { cookie: string } => ({
    cookie: `lang=en; fresh=${epoch}.b.${no}.${board}.${thread}`,
  });

  /** Something happens and no gateway is told. */
  async function untold(work: () => Promise<unknown>): Promise<void> {
    house.board.telling = false;
    await work();
    house.board.telling = true;
  }

  it('who has just posted - sees the post wherever they go, though the feed has not told yet', async () => {
    const no = await house.board.thread('mine');
    for (const path of [`/b/thread/${no}`, '/b/', '/']) await house.get(path, {}, 1);
    await untold(() => house.board.reply(no, 'just now'));
    const claim = fresh(no, house.board.version, 2);
    expect((await house.get(`/b/thread/${no}`, claim, 1)).html).toContain('just now');
    expect((await house.get('/b/', claim, 1)).html).toContain(`at ${house.board.version}:`);
    expect((await house.get('/', claim, 1)).html).toContain(`at ${house.board.version}`);
  });

  it('an ETag of ours that is newer than what is held - is not answered with something older', async () => {
    const no = await house.board.thread('seen elsewhere');
    await house.get(`/b/thread/${no}`);
    await untold(() => house.board.reply(no, 'already seen'));
    const before = house.board.calls.delta;
    const release = house.board.hold();
    const began = performance.now();
    expect((await house.get(`/b/thread/${no}`, { 'if-none-match': etag(2) })).status).toBe(304);
    // Nobody waited for an answer: that would take until patience is over, 2 s.
    expect(performance.now() - began).toBeLessThan(1_500);
    release();
    await until(
      'it was refreshed behind that',
      async () => (await house.get(`/b/thread/${no}`)).version === 2,
    );
    expect(house.board.calls.delta - before).toBe(1);
  });

  it('an ETag of ours, where only live readers have the thread - is not answered out of their older copy', async () => {
    const no = await house.board.thread('followed');
    const log = house.read(no, `${house.board.epoch}.0`);
    await house.board.reply(no, 'told to all');
    await log.saw('told to all');
    await untold(() => house.board.reply(no, 'seen elsewhere'));
    expect((await house.get(`/b/thread/${no}`, { 'if-none-match': etag(3) })).status).toBe(304);
    await log.leave();
  });

  it('a claim that its owner does not confirm - is asked about at most every 250 ms, and then not believed', async () => {
    const no = await house.board.thread('not that new');
    await house.get(`/b/thread/${no}`);
    const before = house.board.calls.delta;
    const began = performance.now();
    const bogus = { 'if-none-match': etag(900) };
    const page = await until('the page is sent', async () => {
      const answer = await house.get(`/b/thread/${no}`, bogus);
      return answer.status === 200 ? answer : undefined;
    });
    expect(page.version).toBe(1);
    await Promise.all(Array.from({ length: 20 }, () => house.get(`/b/thread/${no}`, bogus)));
    await Promise.all(Array.from({ length: 20 }, () => house.get(`/b/thread/${no}`, fresh(no, 1, 900))));
    const flights = house.board.calls.delta - before;
    expect(flights).toBeGreaterThan(0);
    expect(flights).toBeLessThanOrEqual((performance.now() - began) / 250 + 2);
    expect((await house.get(`/b/thread/${no}`)).version).toBe(1);
  });

  it('a claim of another epoch - is none', async () => {
    const no = await house.board.thread('one epoch');
    await house.get(`/b/thread/${no}`);
    const before = house.board.calls.delta;
    const page = await house.get(`/b/thread/${no}`, fresh(no, 99, 99, 'epochxyz'));
    expect(page.version).toBe(1);
    const tag = `W/"${house.board.look}-en-epochxyz.99"`;
    expect((await house.get(`/b/thread/${no}`, { 'if-none-match': tag })).status).toBe(200);
    expect(house.board.calls.delta).toBe(before);
  });

  it('a reader who goes from gateway to gateway - never sees a version fall', async () => {
    const no = await house.board.thread('alternating');
    let seen = 0;
    let tag = '';
    for (let i = 0; i < 60; i += 1) {
      if (i % 3 === 0) await house.board.reply(no, `reply ${i}`);
      const page = await house.get(`/b/thread/${no}`, tag ? { 'if-none-match': tag } : {}, i % 2);
      const version = page.status === 304 ? seen : page.version;
      expect(version).toBeGreaterThanOrEqual(seen);
      seen = version;
      if (page.etag) tag = page.etag;
    }
    await until('both are at the end', async () => {
      const pages = await Promise.all([house.get(`/b/thread/${no}`), house.get(`/b/thread/${no}`, {}, 1)]);
      return pages.every(({ version }) => version === 21);
    });
  });

  it('after NATS was away - nothing that moved meanwhile is trusted, and what did not is not asked for again', async () => {
    const quiet = await house.board.thread('quiet');
    const moved = await house.board.thread('moved');
    const bad = await house.board.reply(moved, 'deleted meanwhile');
    await until('it is cached', async () => (await house.get(`/b/thread/${moved}`)).version === 2);
    await house.get(`/b/thread/${quiet}`);
    await house.nats.kill();
    await house.deaf();
    for (const no of [quiet, moved]) {
      const page = await house.get(`/b/thread/${no}`);
      expect(page.status).toBe(200);
      expect(page.headers.get('warning')).toContain('110');
    }
    await untold(() => house.board.delete(moved, bad));
    const release = house.board.hold();
    await house.nats.restart();
    await house.board.makeStream();
    await house.following();
    // Until posts has said what moved, it may be asked, but never shown as it was; and then the other is trusted again.
    const early = house.get(`/b/thread/${moved}`);
    await until('the board was asked about', () => house.board.calls.changes > 0);
    release();
    expect((await early).html).not.toContain('deleted meanwhile');
    await until(
      'what did not move is trusted',
      async () => (await house.get(`/b/thread/${quiet}`)).headers.get('warning') === null,
    );
    const before = house.board.calls.delta;
    expect((await house.get(`/b/thread/${quiet}`)).html).toContain('quiet');
    expect(house.board.calls.delta).toBe(before);
    await until('what moved is shown', async () => (await house.get(`/b/thread/${moved}`)).version === 3);
    const other = await house.get(`/b/thread/${moved}`, {}, 1);
    expect(other.html).not.toContain('deleted meanwhile');
  });

  it('what may have been deleted in a gap - is not shown when posts can be asked and no renderer can', async () => {
    const no = await house.board.thread('gap');
    const bad = await house.board.reply(no, 'deleted in the dark');
    await until('it is cached', async () => (await house.get(`/b/thread/${no}`)).version === 2);
    await house.nats.kill();
    await house.deaf();
    await untold(() => house.board.delete(no, bad));
    house.board.silence();
    house.board.speak('changes');
    await house.nats.restart();
    await house.board.makeStream();
    await house.following();
    await until('it is not shown', async () => (await house.get(`/b/thread/${no}`)).status === 503);
    house.board.silence();
    house.board.speak();
    await until('it is shown without it', async () => (await house.get(`/b/thread/${no}`)).version === 3);
  });

  it('a gateway that was asleep - does not answer out of what it knew before', async () => {
    const no = await house.board.thread('sleep');
    const bad = await house.board.reply(no, 'deleted meanwhile');
    const path = `/b/thread/${no}`;
    await until('it is cached', async () => (await house.get(path)).version === 2);
    // One connection, so that the question lies there before the news does when the gateway wakes.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const options = { agent, headers: { 'accept-encoding': 'gzip' } };
    const ask = async (): Promise<ClientRequest> => {
      const question = request(house.url(path), options).end();
      await once(question, 'finish');
      return question;
    };
    const answered = async (question: ClientRequest): Promise<string> => {
      const [answer] = (await once(question, 'response')) as [IncomingMessage];
      return gunzipSync(await buffer(answer)).toString();
    };
    expect(await answered(await ask())).toContain('deleted meanwhile');
    house.gateway(0).freeze();
    const question = await ask();
    await house.board.delete(no, bad);
    const asleepAt = performance.now();
    await until('it has slept', () => performance.now() - asleepAt > 2_100);
    house.gateway(0).thaw();
    expect(await answered(question)).not.toContain('deleted meanwhile');
    agent.destroy();
    await until('it goes on', async () => (await house.get(path)).version === 3);
  });

  it('another stream - is a gap like any other', async () => {
    const no = await house.board.thread('stream');
    await until('it is cached', async () => (await house.get(`/b/thread/${no}`)).html.includes('stream'));
    await house.board.dropStream();
    await house.deaf();
    await untold(() => house.board.reply(no, 'told to nobody'));
    await house.board.makeStream();
    await house.following();
    await until(
      'both know',
      async () => {
        const pages = await Promise.all([house.get(`/b/thread/${no}`), house.get(`/b/thread/${no}`, {}, 1)]);
        return pages.every(({ html }) => html.includes('told to nobody'));
      },
      2_000,
    );
  });

  it('another epoch - is another board: nothing of the old one is shown or believed', async () => {
    const no = await house.board.thread('restored');
    await house.board.reply(no, 'lost with the backup');
    const old = await until('it is cached', async () => {
      const page = await house.get(`/b/thread/${no}`);
      return page.version === 2 ? page : undefined;
    });
    house.board.epoch = 'epochtwo';
    const thread = house.board.threads.get(no);
    thread?.posts.delete(no + 1);
    Object.assign(thread ?? {}, { version: 1 });
    await house.board.tell(no);
    const page = await until('the new epoch is shown', async () => {
      const answer = await house.get(`/b/thread/${no}`, { 'if-none-match': old.etag });
      return answer.etag.includes('epochtwo') ? answer : undefined;
    });
    expect(page).toMatchObject({ status: 200, version: 1 });
    expect(page.html).not.toContain('lost with the backup');
  });
});
