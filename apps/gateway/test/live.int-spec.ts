import { once } from 'node:events';
import { connect } from 'node:net';
import { articlesIn, until } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveHouse, type LiveLog } from './live-house.ts';

describe('live threads', () => {
  let house: LiveHouse;
  beforeAll(async () => {
    house = await LiveHouse.start({ gateways: 2, env: { STREAMS_PER_ADDRESS: '20', STREAMS_MAX: '200' } });
  });
  afterAll(() => house?.stop());

  const stamp = (version: number): string => `${house.board.epoch}.${version}`;
  const numbers = (log: LiveLog): number[] =>
    log.messages.flatMap(({ data }) => articlesIn(data).map(({ no }) => no));

  it("a reply - is seen by a reader, with the thread's state, and only that reply", async () => {
    const no = await house.board.thread('live');
    const log = house.read(no, stamp(1));
    const reply = await house.board.reply(no, 'hello readers');
    await log.saw('hello readers');
    expect(log.messages).toHaveLength(1);
    expect(log.messages[0]).toMatchObject({ event: 'posts', id: stamp(2) });
    expect(log.text).toContain('<div id="thread-state">');
    expect(numbers(log)).toEqual([reply]);
    await log.leave();
  });

  it('a hundred readers - are all sent it, and its owner is asked once', async () => {
    const no = await house.board.thread('crowd');
    const logs = Array.from({ length: 100 }, (_, i) =>
      house.read(no, stamp(1), { headers: { 'x-forwarded-for': `10.1.0.${i}` } }),
    );
    await until('all follow', async () => (await house.metric('gateway_live_readers ')) === 100);
    const before = house.board.calls.delta;
    await house.board.reply(no, 'for everyone');
    await Promise.all(logs.map((log) => log.saw('for everyone')));
    expect(house.board.calls.delta - before).toBe(1);
    await Promise.all(logs.map((log) => log.leave()));
    await until('nobody is left', async () => (await house.metric('gateway_live_readers ')) === 0);
  });

  it('a reader who comes back - is sent what was missed once, in order, by any gateway', async () => {
    const no = await house.board.thread('resume');
    const first = house.read(no, stamp(1));
    const seen = [await house.board.reply(no, 'one')];
    await first.saw('one');
    await first.leave();
    for (const words of ['two', 'three', 'four']) seen.push(await house.board.reply(no, words));
    for (const index of [0, 1]) {
      const again = house.read(no, stamp(1), { lastId: first.lastId, index });
      await again.saw('four');
      const last = await house.board.reply(no, `more ${index}`);
      await again.saw(`more ${index}`);
      expect(numbers(again)).toEqual([...seen.slice(1), last]);
      await again.leave();
      seen.push(last);
    }
  });

  it('readers at different places - each see each post once, though a burst comes while they join', async () => {
    const no = await house.board.thread('burst');
    const logs: LiveLog[] = [];
    for (let i = 0; i < 40; i += 1) {
      await house.board.reply(no, `burst ${i} `);
      if (i % 8 === 0)
        logs.push(house.read(no, stamp(1 + Math.floor(i / 2)), { index: i % 16 === 0 ? 0 : 1 }));
    }
    await Promise.all(logs.map((log) => log.saw('burst 39 ')));
    for (const [i, log] of logs.entries()) {
      const from = 1 + Math.floor((i * 8) / 2);
      expect(numbers(log)).toEqual(Array.from({ length: 41 - from }, (_, k) => no + from + k));
      const versions = log.messages.map(({ id }) => Number(id.split('.')[1]));
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
      await log.leave();
    }
  });

  it('a reader who has seen less than the one before - is sent it all, though the question was on its way', async () => {
    const no = await house.board.thread('overlap');
    for (const words of ['two', 'three']) await house.board.reply(no, words);
    const release = house.board.hold();
    const before = house.board.calls.delta;
    const first = house.read(no, stamp(3));
    await until('it is asked', () => house.board.calls.delta > before);
    const second = house.read(no, stamp(1));
    await until('both follow', async () => (await house.metric('gateway_live_readers ')) === 2);
    release();
    await second.saw('three');
    expect(numbers(second)).toEqual([no + 1, no + 2]);
    expect(first.messages).toEqual([]);
    await Promise.all([first.leave(), second.leave()]);
    await until('nobody is left', async () => (await house.metric('gateway_live_readers ')) === 0);
  });

  it('a deleted post - becomes an empty article, a deleted thread the end', async () => {
    const no = await house.board.thread('deletions');
    const reply = await house.board.reply(no, 'bad');
    const log = house.read(no, stamp(2));
    await house.board.delete(no, reply);
    await log.saw('data-gone');
    expect(log.text).toContain(`<article id="p${reply}" data-no="${reply}" data-gone></article>`);
    await house.board.delete(no, no);
    await log.done;
    expect(log.messages.at(-1)).toMatchObject({ event: 'gone' });
    const late = house.read(no, stamp(2));
    await late.done;
    expect(late.messages).toMatchObject([{ event: 'gone' }]);
  });

  it('an opening post without the files that it had - is told anew, and the thread goes on', async () => {
    const no = await house.board.thread('pictures');
    const log = house.read(no, stamp(1));
    await house.board.takeFiles(no, no);
    await log.saw('files gone');
    await house.board.reply(no, 'a pity');
    await log.saw('a pity');
    expect(log.messages.map(({ event }) => event)).toEqual(['posts', 'posts']);
    await log.leave();
  });

  it('a reader with another epoch - is told to load the page again', async () => {
    const no = await house.board.thread('epochs');
    await house.get(`/b/thread/${no}`);
    const log = house.read(no, 'epochxyz.3');
    await log.done;
    expect(log.messages).toMatchObject([{ event: 'reload' }]);
  });

  it('a reader whose page is of another look - is told to load it again, over a stream and by polling', async () => {
    const no = await house.board.thread('clothes');
    await house.get(`/b/thread/${no}`);
    const log = house.read(no, `${stamp(1)}&look=look99999999`);
    await log.done;
    expect(log.messages).toMatchObject([{ event: 'reload' }]);
    const same = house.read(no, `${stamp(1)}&look=${house.board.look}`);
    const poll = await fetch(house.url(`/b/thread/${no}?since=${stamp(1)}&look=look99999999`), {
      headers: { accept: 'application/json' },
    });
    expect(await poll.json()).toMatchObject({ event: 'reload' });
    await house.board.reply(no, 'the same look');
    await same.saw('the same look');
    await same.leave();
  });

  it('the twenty-first stream of an address, and a HEAD - are ended with advice to poll; a stream given back is free', async () => {
    const no = await house.board.thread('limits');
    const headers = { 'x-forwarded-for': '10.2.0.1' };
    const logs = Array.from({ length: 20 }, () => house.read(no, stamp(1), { headers }));
    await until('all follow', async () => (await house.metric('gateway_live_readers ')) === 20);
    const refused = house.read(no, stamp(1), { headers });
    await refused.done;
    expect(refused.messages).toMatchObject([{ event: 'poll' }]);
    const other = house.read(no, stamp(1), { headers: { 'x-forwarded-for': '10.2.0.2' } });
    await until('another address follows', async () => (await house.metric('gateway_live_readers ')) === 21);
    await logs[0]?.leave();
    await until('a place is free', async () => (await house.metric('gateway_live_readers ')) === 20);
    const next = house.read(no, stamp(1), { headers });
    await house.board.reply(no, 'limited');
    await Promise.all([...logs.slice(1), other, next].map((log) => log.saw('limited')));
    await Promise.all([...logs, other, next].map((log) => log.leave()));
    const head = await fetch(house.url(`/b/thread/${no}/live?since=${stamp(1)}`), { method: 'HEAD' });
    expect(head.status).toBe(200);
  });

  it('who polls - is told the same as who streams', async () => {
    const no = await house.board.thread('polls');
    const poll = async (since: string): Promise<{ id: string; event: string; html: string }> => {
      const response = await fetch(house.url(`/b/thread/${no}?since=${since}&lang=en`), {
        headers: { accept: 'application/json' },
      });
      expect(response.headers.get('cache-control')).toBe('no-store');
      return (await response.json()) as { id: string; event: string; html: string };
    };
    expect(await poll(stamp(1))).toEqual({ id: stamp(1), event: 'none', html: '' });
    const reply = await house.board.reply(no, 'polled');
    const news = await until('it is news', async () => {
      const answer = await poll(stamp(1));
      return answer.event === 'posts' ? answer : undefined;
    });
    expect(news.id).toBe(stamp(2));
    expect(articlesIn(news.html).map((article) => article.no)).toEqual([reply]);
    const before = house.board.calls.delta;
    expect(await poll(stamp(2))).toMatchObject({ event: 'none' });
    expect(articlesIn((await poll(stamp(1))).html)).toHaveLength(1);
    expect(house.board.calls.delta).toBe(before);
    expect(await poll('epochxyz.1')).toMatchObject({ event: 'reload' });
    await house.board.delete(no, no);
    await until('it is gone', async () => (await poll(stamp(2))).event === 'gone');
  });

  it('bad words in the address - are refused', async () => {
    const no = await house.board.thread('bad input');
    for (const query of ['', '?since=', '?since=abc', '?since=epochone.-1', '?since=a&since=b']) {
      expect((await fetch(house.url(`/b/thread/${no}/live${query}`))).status, query).toBe(400);
    }
    expect((await fetch(house.url(`/b/thread/0/live?since=${stamp(1)}`))).status).toBe(404);
    const unknown = house.read(99_999, stamp(1));
    await unknown.done;
    expect(unknown.messages).toMatchObject([{ event: 'gone' }]);
  });

  it('while no renderer answers - readers wait, and are sent everything when one is back', async () => {
    const no = await house.board.thread('patience');
    const log = house.read(no, stamp(1));
    await until('they follow', async () => (await house.metric('gateway_live_readers ')) === 1);
    house.board.silence();
    await house.board.reply(no, 'first');
    await house.board.reply(no, 'second');
    house.board.speak();
    await log.saw('second');
    expect(numbers(log)).toEqual([no + 1, no + 2]);
    await log.leave();
  });

  it('after NATS was away - readers are sent what they missed without another post', async () => {
    const no = await house.board.thread('gap');
    const log = house.read(no, stamp(1));
    await until('they follow', async () => (await house.metric('gateway_live_readers ')) === 1);
    await house.nats.kill();
    await house.deaf();
    house.board.telling = false;
    const reply = await house.board.reply(no, 'said in the gap');
    house.board.telling = true;
    await house.nats.restart();
    await house.board.makeStream();
    await house.following();
    await log.saw('said in the gap');
    expect(numbers(log)).toEqual([reply]);
    await log.leave();
  });

  it('another look - has readers load the page again', async () => {
    const no = await house.board.thread('looks');
    const log = house.read(no, stamp(1));
    await until('they follow', async () => (await house.metric('gateway_live_readers ')) === 1);
    house.board.silence();
    house.board.look = 'look00000003';
    house.board.speak();
    await house.board.reply(no, 'in new clothes');
    await log.done;
    expect(log.messages).toMatchObject([{ event: 'reload' }]);
    // The other gateway learns of it by asking.
    expect((await house.get('/b/', {}, 1)).html).toContain('board');
  });

  it('a reader who does not read - is cut, and the others are not held up', async () => {
    const no = await house.board.thread('slow');
    const { hostname, port } = new URL(house.url());
    const slow = connect({ host: hostname, port: Number(port) });
    slow.write(`GET /b/thread/${no}/live?since=${stamp(1)}&lang=en HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
    slow.pause();
    slow.on('error', () => undefined);
    const log = house.read(no, stamp(1));
    await until('both follow', async () => (await house.metric('gateway_live_readers ')) === 2);
    const long = 'x'.repeat(200_000);
    await until(
      'the slow one is cut',
      async () => {
        await house.board.reply(no, long);
        return (await house.metric('gateway_live_readers ')) === 1;
      },
      20_000,
    );
    await house.board.reply(no, 'still here');
    await log.saw('still here');
    slow.destroy();
    await log.leave();
  });

  it('a gateway that is stopped - ends its streams and unused connections, and exits at once', async () => {
    const no = await house.board.thread('shutdown');
    const log = house.read(no, stamp(1), { index: 1 });
    await until('they follow', async () => (await house.metric('gateway_live_readers ', 1)) === 1);
    const { hostname, port } = new URL(house.url('/', 1));
    const unused = connect({ host: hostname, port: Number(port) });
    await once(unused, 'connect');
    const began = performance.now();
    expect(await house.gateways[1]?.stop()).toBe(0);
    await log.done;
    unused.destroy();
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('a gateway that has just begun', () => {
  it('tells its first readers what was posted before it heard the feed, though their question was asked earlier', async () => {
    const house = await LiveHouse.start();
    const { board } = house;
    try {
      await board.dropStream();
      await house.deaf();
      board.telling = false;
      const no = await board.thread('early');
      const release = board.hold('delta');
      const log = house.read(no, `${board.epoch}.1`);
      await until('the thread was asked for', () => board.calls.delta === 1);
      await board.reply(no, 'told to nobody');
      await board.makeStream();
      await house.following();
      release();
      await log.saw('told to nobody');
      await log.leave();
    } finally {
      await house.stop();
    }
  });
});
