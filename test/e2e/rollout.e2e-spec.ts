import { type House, newFormId, noise, startHouse, type ServiceName, Visitor } from '@board/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('a rollout', () => {
  let house: House;

  beforeAll(async () => {
    house = await startHouse({
      replicas: { posts: 2, media: 2, renderer: 2 },
      env: { posts: { FLOOD_REPLY_MS: '1', FLOOD_THREAD_MS: '1', UPLOADS_PER_MINUTE: '10000' } },
    });
  });
  afterAll(() => house?.stop());

  it.each<ServiceName>(['posts', 'media', 'renderer'])(
    'of %s goes unnoticed: replicas are replaced one by one and every request is answered',
    async (name) => {
      const { thread } = await new Visitor(house.url()).post({
        text: `a thread during the rollout of ${name}`,
      });
      let over = false;
      let posted = 0;
      const answers: number[] = [];
      const lane = async (): Promise<void> => {
        while (!over) {
          const person = new Visitor(house.url());
          const text = `during the rollout of ${name}, number ${posted++}`;
          const files = posted % 2 === 0 ? [noise()] : [];
          answers.push((await person.send({ thread, text, formId: newFormId(), files })).status);
          answers.push((await person.fetch(`/b/thread/${thread}`)).status);
        }
      };
      const lanes = [lane(), lane()];
      for (const replica of house.services[name]) {
        expect(await replica.stop()).toBe(0);
        await replica.start();
      }
      over = true;
      await Promise.all(lanes);
      expect(answers.length).toBeGreaterThan(10);
      expect(answers.filter((status) => status !== 200 && status !== 303)).toEqual([]);
    },
  );
});
