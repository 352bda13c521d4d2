import { type House, newFormId, noise, placeOf, startHouse, until, Visitor } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('a form makes one post', () => {
  let house: House;
  let thread: number;

  beforeAll(async () => {
    house = await startHouse({
      replicas: { gateway: 2, posts: 2 },
      env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1' } },
    });
    thread = (await new Visitor(house.url()).post({ text: 'first' })).thread;
  });
  afterAll(() => house?.stop());

  /** How often a stranger finds the words in the thread, once the gateway has heard of everything. */
  async function postsWith(text: string): Promise<number> {
    await house.settle();
    await until('the thread shows it', async () =>
      (await new Visitor(house.url()).text(`/b/thread/${thread}`)).includes(text),
    );
    const page = await new Visitor(house.url()).text(`/b/thread/${thread}`);
    return page.split(text).length - 1;
  }

  it('when it is sent twice in turn', async () => {
    const person = new Visitor(house.url());
    const draft = { thread, text: 'sent twice in turn', formId: newFormId(), files: [noise()] };
    const first = await person.post(draft);
    expect(await person.post(draft)).toEqual(first);
    expect(await postsWith(draft.text)).toBe(1);
  });

  it('when it is sent at the same moment to two gateways', async () => {
    const address = new Visitor(house.url()).address;
    const draft = { thread, text: 'sent at the same moment', formId: newFormId() };
    const places = await Promise.all(
      [0, 1, 0, 1].map((index) => new Visitor(house.url(index), { address }).post(draft)),
    );
    expect(new Set(places.map((place) => place.no)).size).toBe(1);
    expect(await postsWith(draft.text)).toBe(1);
  });

  it('when the first answer was lost on the way', async () => {
    const person = new Visitor(house.url());
    const draft = { thread, text: 'the answer was lost', formId: newFormId() };
    const hangUp = new AbortController();
    const lost = person.send(draft, { signal: hangUp.signal });
    await expect.poll(() => countInDatabase(draft.text), { interval: 1 }).toBe(1);
    hangUp.abort();
    await lost.catch(() => undefined);
    const place = await person.post(draft);
    expect(place.thread).toBe(thread);
    expect(await postsWith(draft.text)).toBe(1);
  });

  it('also without a script: the same words from the same person a moment later are the same form', async () => {
    const person = new Visitor(house.url());
    const draft = { thread, text: 'without a script', files: [noise()] };
    const first = await person.post(draft);
    expect(await person.post(draft)).toEqual(first);
  });

  it('but two people who read one page and send the same words make two', async () => {
    const [one, two] = [new Visitor(house.url(0)), new Visitor(house.url(0))];
    const pages = await Promise.all([one.text(`/b/thread/${thread}`), two.text(`/b/thread/${thread}`)]);
    expect(pages[0]).toBe(pages[1]);
    const plain = { thread, text: 'what everybody says' };
    const [a, b] = await Promise.all([one.post(plain), two.post(plain)]);
    expect(a.no).not.toBe(b.no);
    expect(await postsWith(plain.text)).toBe(2);
  });

  it('and the id of a form does not carry other words: they are kept, with a way to the post that was made', async () => {
    const person = new Visitor(house.url());
    const formId = newFormId();
    const first = await person.post({ thread, text: 'these words', formId });
    const response = await person.send({ thread, text: 'those words', formId });
    const page = await response.text();
    expect(response.status).toBe(409);
    expect(placeOf(response)).toBeUndefined();
    expect(page).toContain('those words');
    expect(page).toContain(`/b/thread/${thread}#p${first.no}`);
  });

  async function countInDatabase(text: string): Promise<number> {
    const { rowCount } = await house.db.query('SELECT 1 FROM posts WHERE text = $1', [text]);
    return rowCount ?? 0;
  }
});
