import { type House, newFormId, noise, photo, startHouse, until, Visitor } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('the house keeps to itself', () => {
  let house: House;

  beforeAll(async () => {
    house = await startHouse({ store: 's3', env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } } });
  });
  afterAll(() => house?.stop());

  it('what people write, where they are, and every secret, out of its logs and its numbers', async () => {
    const person = new Visitor(house.url(), { address: '203.0.113.77' });
    const neighbour = new Visitor(house.url(), { address: '2001:db8:aaaa:bbbb::77' });
    const words = 'canaryword';
    const { thread } = await person.post({ subject: `${words}subject`, text: words, files: [await photo()] });
    await neighbour.post({ thread, text: words, formId: newFormId(), files: [noise()] });
    await person.send({ thread, text: `${words}${'x'.repeat(50_000)}` });
    await person.send({
      thread,
      text: words,
      files: [{ name: `${words}.png`, type: 'image/png', bytes: Buffer.from('x') }],
    });
    await house.board('purge', 'b', String(thread), '--yes');
    await house.settle();

    const metrics = await Promise.all(
      house.all.map(async (service) => (await fetch(`${service.internalUrl}/metrics`)).text()),
    );
    const told = [house.log(), ...metrics].join('\n');
    expect(told.length).toBeGreaterThan(1_000);
    for (const secret of [words, '203.0.113.77', '2001:db8:aaaa:bbbb', ...house.secrets]) {
      expect(told.includes(secret), secret).toBe(false);
    }
  });

  it('its temporary folder clean: no upload is left behind, taken or refused', async () => {
    const person = new Visitor(house.url());
    await person.post({ text: 'with a file', files: [noise()] });
    await person.send({ text: 'with a bad file', files: [noise(), { ...noise(), bytes: Buffer.from('x') }] });
    expect(await house.uploadsLeft()).toEqual([]);
  });

  it('its word when it is asked to end: every part finishes what it has in hand and ends with 0', async () => {
    const person = new Visitor(house.url());
    const { thread } = await person.post({ text: 'the last thread' });
    const files = [noise(2_000, 1_500)];
    const underWay = person.send({ thread, text: 'under way', formId: newFormId(), files });
    await until('the upload has begun', async () => (await house.uploadsLeft()).length > 0);
    const codes = await Promise.all([underWay, ...house.all.map((service) => service.stop())]);
    expect(codes.slice(1)).toEqual([0, 0, 0, 0]);
    const answer = codes[0] as Response;
    expect([303, 503]).toContain(answer.status);
    const { rowCount } = await house.db.query('SELECT 1 FROM posts WHERE text = $1', ['under way']);
    expect(rowCount).toBe(answer.status === 303 ? 1 : 0);
  });
});
