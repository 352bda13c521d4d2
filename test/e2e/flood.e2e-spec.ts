import { type House, newFormId, noise, startHouse, strip, Visitor } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('how often one may post', () => {
  let house: House;

  beforeAll(async () => {
    house = await startHouse({
      replicas: { gateway: 2, posts: 2 },
      env: { posts: { FLOOD_REPLY_MS: '60000', FLOOD_THREAD_MS: '60000' } },
    });
  });
  afterAll(() => house?.stop());

  it('a second thread too soon is refused with the time to wait, the text kept', async () => {
    const person = new Visitor(house.url());
    await person.post({ text: 'the first thread' });
    const response = await person.send({ text: 'the second thread' });
    const page = await response.text();
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(page).toContain('the second thread');
    expect(strip(page)).toMatch(/Wait (5\d|60) seconds|Wait 1 minute/);
  });

  it('of many replies at once through every gateway exactly one is taken', async () => {
    const { thread } = await new Visitor(house.url()).post({ text: 'a crowded thread' });
    const { address } = new Visitor(house.url());
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        new Visitor(house.url(i % 2), { address }).send({ thread, text: `reply ${i}`, formId: newFormId() }),
      ),
    );
    const statuses = answers.map((answer) => answer.status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([303, ...Array.from({ length: 11 }, () => 429)]);
  });

  it('an IPv6 network of /64 is one person', async () => {
    const { thread } = await new Visitor(house.url()).post({ text: 'a thread for neighbours' });
    const from = (address: string): Promise<Response> =>
      new Visitor(house.url(), { address }).send({ thread, text: `from ${address}` });
    expect((await from('2001:db8:1:2::1')).status).toBe(303);
    expect((await from('2001:db8:1:2:ffff::9')).status).toBe(429);
    expect((await from('2001:db8:1:3::1')).status).toBe(303);
  });

  it('nobody gets round it by writing addresses of their own before the one the proxy saw', async () => {
    const { thread } = await new Visitor(house.url()).post({ text: 'a thread for the sly' });
    const { address } = new Visitor(house.url());
    const claims = (claim: string): Promise<Response> =>
      new Visitor(house.url(), { address: `${claim}, ${address}` }).send({ thread, text: `I am ${claim}` });
    expect((await claims('203.0.113.1')).status).toBe(303);
    expect((await claims('203.0.113.2')).status).toBe(429);
  });

  it('a post refused for its haste is refused before its files are worked on', async () => {
    const { thread } = await new Visitor(house.url()).post({ text: 'a thread for pictures' });
    const person = new Visitor(house.url());
    await person.post({ thread, text: 'with a picture', files: [noise()] });
    const before = await storedFiles();
    expect((await person.send({ thread, text: 'one more', files: [noise()] })).status).toBe(429);
    expect(await storedFiles()).toBe(before);
  });

  async function storedFiles(): Promise<number> {
    return (await house.storedNames('files/')).length;
  }
});
