import { Controller } from '@nestjs/common';
import { DomainError } from '@board/contracts';
import { natsServerBinaries, startNats, until, type NatsServer } from '@board/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Input, Rpc, setContextHooks } from '../src/index.js';
import { Say, Tell } from './contracts.js';
import { type Service, startService } from './service.js';

type Words = { word: string };
const seen: { word: string; by: string; trace: string | undefined }[] = [];
let trace: string | undefined;

/** Words whose answers wait until the test lets them go. */
const held = new Map<string, PromiseWithResolvers<void>>();

function hold(word: string): () => void {
  const gate = Promise.withResolvers<void>();
  held.set(word, gate);
  return gate.resolve;
}

function echo(by: string) {
  @Controller()
  class EchoController {
    @Rpc(Say)
    async say(@Input(Say) input: Words): Promise<object> {
      seen.push({ word: input.word, by, trace });
      if (input.word === 'flood') throw new DomainError('flood', { retryMs: 2_000 });
      if (input.word === 'bug') throw new TypeError('secret detail');
      if (input.word === 'lie') return { word: 7 };
      if (input.word === 'huge') return { word: 'x'.repeat(2_000_000), by };
      await held.get(input.word)?.promise;
      return { word: input.word, by, extra: 'not in the contract' };
    }

    @Rpc(Tell, 'look1')
    async tell(@Input(Tell) input: Words): Promise<object> {
      seen.push({ word: input.word, by, trace });
      await held.get(input.word)?.promise;
      return { word: input.word, by };
    }
  }
  return EchoController;
}

describe.each(natsServerBinaries())('RPC on nats-server $version', ({ path }) => {
  let nats: NatsServer;
  let asker: Service;
  const services: Service[] = [];

  async function start(by: string): Promise<Service> {
    const service = await startService({ service: 'echo', url: nats.url }, echo(by));
    services.push(service);
    return service;
  }

  beforeAll(async () => {
    nats = await startNats({ binary: path });
    asker = await startService({ service: 'asker', url: nats.url });
  });
  afterEach(async () => {
    for (const gate of held.values()) gate.resolve();
    held.clear();
    seen.length = 0;
    await Promise.all(services.splice(0).map((service) => service.close()));
  });
  afterAll(async () => {
    await asker?.close();
    await nats?.stop();
  });

  it('answers what was asked, and nothing that its contract does not name', async () => {
    await start('one');
    expect(await asker.rpc.call(Say, { word: 'hello' })).toEqual({ word: 'hello', by: 'one' });
  });

  it('carries a refusal whole', async () => {
    await start('one');
    await expect(asker.rpc.call(Say, { word: 'flood' })).rejects.toMatchObject({
      name: 'DomainError',
      kind: 'rate_limited',
      reason: 'flood',
      details: { retryMs: 2_000 },
    });
  });

  it('tells nothing of an error that nobody meant, but where to look for it', async () => {
    await start('one');
    const error: unknown = await asker.rpc.call(Say, { word: 'bug' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'internal',
      reason: 'internal',
      incident: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect(JSON.stringify((error as DomainError).toWire())).not.toContain('secret detail');
  });

  it('refuses an input that does not fit, naming the field and not its value', async () => {
    await start('one');
    const input = { word: { password: 'hunter2' } } as unknown as Words;
    const error: unknown = await asker.rpc.call(Say, input).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'invalid',
      reason: 'input_invalid',
      details: { issues: 'word: invalid_type' },
    });
    expect(seen).toEqual([]);
  });

  it('lets no answer out that breaks the contract', async () => {
    await start('one');
    await expect(asker.rpc.call(Say, { word: 'lie' })).rejects.toMatchObject({
      reason: 'output_invalid',
      kind: 'internal',
    });
  });

  it('says at once that nobody answers', async () => {
    const began = performance.now();
    await expect(asker.rpc.call(Say, { word: 'hello' })).rejects.toMatchObject({ reason: 'unavailable' });
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('asks those who answer on a suffix, and nobody else', async () => {
    await start('one');
    expect(await asker.rpc.call(Tell, { word: 'hello' }, { to: 'look1' })).toEqual({
      word: 'hello',
      by: 'one',
    });
    await expect(asker.rpc.call(Tell, { word: 'hello' })).rejects.toMatchObject({ reason: 'unavailable' });
    await expect(asker.rpc.call(Tell, { word: 'hello' }, { to: 'look2' })).rejects.toMatchObject({
      reason: 'unavailable',
    });
  });

  it('gives up after the time-out, and asks a call that is not idempotent only once', async () => {
    await start('one');
    hold('slow');
    const began = performance.now();
    await expect(asker.rpc.call(Tell, { word: 'slow' }, { to: 'look1' })).rejects.toMatchObject({
      reason: 'timeout',
    });
    expect(performance.now() - began).toBeGreaterThan(450);
    expect(seen).toHaveLength(1);
  });

  it('asks an idempotent call once more, and no oftener', async () => {
    await start('one');
    hold('slow');
    await expect(asker.rpc.call(Say, { word: 'slow' }, { timeoutMs: 150 })).rejects.toMatchObject({
      reason: 'timeout',
    });
    expect(seen).toHaveLength(2);
  });

  it('gets its answer from another replica when the one that was asked dies', async () => {
    const first = await start('one');
    const release = hold('hello');
    const asked = asker.rpc.call(Say, { word: 'hello' }, { timeoutMs: 1_000 });
    await until('the first replica has the question', () => seen.length === 1);
    await start('two');
    await first.nats.connection.close();
    release();
    expect(await asked).toEqual({ word: 'hello', by: 'two' });
  });

  it('shares the questions among the replicas', async () => {
    await start('one');
    await start('two');
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => asker.rpc.call(Say, { word: 'hello' })),
    );
    const byOne = answers.filter((answer) => answer.by === 'one').length;
    expect(byOne).toBeGreaterThan(10);
    expect(byOne).toBeLessThan(90);
  });

  it('says `internal` when an answer is larger than a message may be', async () => {
    await start('one');
    await expect(asker.rpc.call(Say, { word: 'huge' })).rejects.toMatchObject({ kind: 'internal' });
    expect(seen).toHaveLength(1);
  });

  it('refuses to send a question that is larger than a message may be', async () => {
    await start('one');
    await expect(asker.rpc.call(Say, { word: 'x'.repeat(2_000_000) })).rejects.toMatchObject({
      reason: 'input_invalid',
    });
    expect(seen).toEqual([]);
  });

  it('answers every question it took before it stopped, at once when there is none', async () => {
    const first = await start('one');
    const release = hold('hello');
    const asked = Array.from({ length: 200 }, () => asker.rpc.call(Say, { word: 'hello' }, { attempts: 1 }));
    await until('the replica has them all', () => seen.length === 200);
    const closing = first.close();
    await until('nobody takes another', async () => {
      const error: unknown = await asker.rpc
        .call(Tell, { word: 'x' }, { to: 'look1' })
        .catch((thrown: unknown) => thrown);
      return error instanceof DomainError && error.reason === 'unavailable';
    });
    release();
    await closing;
    expect(await Promise.all(asked)).toHaveLength(200);
    const idle = await startService({ service: 'echo', url: nats.url }, echo('idle'));
    const began = performance.now();
    await idle.close();
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('loses no question while replicas come and go', async () => {
    await start('keeps');
    let going = true;
    let answered = 0;
    const wentToo = (): boolean => seen.some((one) => one.by === 'goes');
    const rolling = (async () => {
      for (let round = 0; round < 5 || answered < 200 || !wentToo(); round += 1)
        await (await startService({ service: 'echo', url: nats.url }, echo('goes'))).close();
      going = false;
    })();
    while (going) {
      await Promise.all(
        Array.from({ length: 20 }, () => asker.rpc.call(Say, { word: 'hello' }, { attempts: 1 })),
      );
      answered += 20;
    }
    await rolling;
    expect(answered).toBeGreaterThanOrEqual(200);
    expect(new Set(seen.map((one) => one.by))).toEqual(new Set(['keeps', 'goes']));
  });

  it('brings the context of the caller to the handler', async () => {
    const storage = new AsyncLocalStorage<string>();
    setContextHooks({
      inject: () => ({ traceparent: storage.getStore() ?? 'none' }),
      extract: (headers, work) => {
        trace = headers['traceparent'];
        return work();
      },
    });
    await start('one');
    await storage.run('00-abc', () => asker.rpc.call(Say, { word: 'hello' }));
    expect(seen[0]?.trace).toBe('00-abc');
    setContextHooks({ inject: () => ({}), extract: (_headers, work) => work() });
  });

  it('does not let a restart of NATS be noticed', async () => {
    await start('one');
    const began = performance.now();
    const release = hold('in hand');
    const inHand = asker.rpc.call(Say, { word: 'in hand' }, { timeoutMs: 15_000 });
    await until('the question has arrived', () => seen.length === 1);
    await nats.kill();
    const asked = asker.rpc.call(Say, { word: 'while it is away' }, { timeoutMs: 15_000 });
    release();
    await nats.restart();
    expect(await asked).toEqual({ word: 'while it is away', by: 'one' });
    expect(await inHand).toEqual({ word: 'in hand', by: 'one' });
    // Nobody waited until an attempt was over.
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('stops although NATS is away, with an answer in hand that nobody can get', async () => {
    const first = await start('one');
    const release = hold('in hand');
    const asked = asker.rpc.call(Say, { word: 'in hand' }, { attempts: 1 }).catch((error: unknown) => error);
    await until('the question has arrived', () => seen.length === 1);
    await nats.kill();
    await until('it is known', () => !first.nats.connected);
    release();
    await first.close();
    expect(await asked).toMatchObject({ reason: 'unavailable' });
    await nats.restart();
    await until('it is back', () => asker.nats.connected);
  });

  it('says at once that NATS is away when it has been for long', async () => {
    await start('one');
    await nats.kill();
    await until('it is known', () => !asker.nats.connected);
    await expect(asker.rpc.call(Say, { word: 'waits' }, { timeoutMs: 10_000 })).rejects.toMatchObject({
      reason: 'unavailable',
    });
    const began = performance.now();
    await expect(asker.rpc.call(Say, { word: 'does not' })).rejects.toMatchObject({ reason: 'unavailable' });
    expect(performance.now() - began).toBeLessThan(500);
    await nats.restart();
    await until(
      'it is back',
      async () => asker.nats.connected && (await asker.rpc.call(Say, { word: 'hello' })),
    );
  });

  it('does not start with two handlers of one contract, or with one of another service', async () => {
    @Controller()
    class Twin {
      @Rpc(Say)
      say(): object {
        return {};
      }
    }
    await expect(startService({ service: 'echo', url: nats.url }, echo('one'), Twin)).rejects.toThrow(
      'two handlers',
    );
    await expect(startService({ service: 'parrot', url: nats.url }, Twin)).rejects.toThrow(
      'not for parrot to answer',
    );
  });

  it('answers what is no question as such', async () => {
    await start('one');
    const answer = await asker.nats.connection.request(Say.subject, 'what is this', { timeout: 2_000 });
    expect(answer.json()).toMatchObject({ err: { kind: 'invalid', reason: 'input_invalid' } });
  });
});
