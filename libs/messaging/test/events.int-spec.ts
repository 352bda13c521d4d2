import { Controller } from '@nestjs/common';
import {
  type ConsumerInfo,
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
} from '@nats-io/jetstream';
import { DomainError } from '@board/contracts';
import { natsServerBinaries, startNats, until, type NatsServer } from '@board/testing';
import { AsyncLocalStorage } from 'node:async_hooks';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Event, type EventOf, newEvent, On, setContextHooks } from '../src/index.js';
import { Said, Silence } from './contracts.js';
import { type Service, startService } from './service.js';

const DURABLE = 'ear-words';
const STREAMS = [{ name: 'ECHO', subjects: ['evt.echo.>'] }];

function unlessMissing(error: unknown): void {
  const isMissing = error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
  if (!isMissing) throw error;
}

/** nats-server 2.9 may write a consumer's state while it removes its folder: the consumer is gone, the folder is not. */
function unlessWrittenTo(error: unknown): void {
  if (!(error instanceof JetStreamApiError && error.message.includes('directory not empty'))) throw error;
}

/** What a handler was told, and what it does with it. */
class Ear {
  readonly heard: { word: string; by: string; at: number; id: string }[] = [];
  readonly done: string[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  react: (word: string) => Promise<void> | void = () => undefined;

  async hear(by: string, event: EventOf<typeof Said>): Promise<void> {
    this.heard.push({ word: event.data.word, by, at: performance.now(), id: event.id });
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    try {
      await this.react(event.data.word);
      this.done.push(event.data.word);
    } finally {
      this.atOnce -= 1;
    }
  }
}

describe.each(natsServerBinaries())('Durable events on nats-server $version', ({ path }) => {
  let nats: NatsServer;
  let owner: Service;
  let manager: JetStreamManager;
  let ear: Ear;
  const services: Service[] = [];

  function listener(by: string) {
    const told = ear;
    @Controller()
    class EarController {
      @On(Said, { durable: DURABLE, concurrency: 4 })
      hear(@Event(Said) event: EventOf<typeof Said>): Promise<void> {
        return told.hear(by, event);
      }
    }
    return EarController;
  }

  async function listen(by = 'one'): Promise<Service> {
    const service = await startService({ service: 'ear', url: nats.url }, listener(by));
    services.push(service);
    return service;
  }

  async function say(...words: string[]): Promise<void> {
    for (const word of words) {
      const { envelope, subject } = newEvent(Said, { key: word, version: 1, data: { word } });
      await owner.publisher.publish(envelope, subject);
    }
  }

  const consumer = (): Promise<ConsumerInfo> => manager.consumers.info('ECHO', DURABLE);

  async function untilSettled(): Promise<void> {
    await until(
      'every event is settled',
      async () => {
        // Asked first: the server counts an event as pending a moment after it has stored it.
        const newest = await manager.streams.getMessage('ECHO', { last_by_subj: 'evt.echo.word.said.v1.>' });
        const { num_pending, num_ack_pending, delivered } = await consumer();
        return num_pending === 0 && num_ack_pending === 0 && delivered.stream_seq >= (newest?.seq ?? 0);
      },
      20_000,
    );
  }

  /** Delivers the waiting event `times` times and has it come back, as if as many attempts had failed. */
  async function failBefore(times: number): Promise<void> {
    const pulled = await jetstream(owner.nats.connection).consumers.get('ECHO', DURABLE);
    for (let attempt = 0; attempt < times; attempt += 1) {
      const message = await pulled.next({ expires: 5_000 });
      message?.nak();
    }
  }

  async function dead(): Promise<{ headers: Record<string, string>; text: string }[]> {
    const info = await manager.streams.info('DEAD');
    const letters = [];
    for (let seq = info.state.first_seq; seq <= info.state.last_seq; seq += 1) {
      const message = await manager.streams.getMessage('DEAD', { seq });
      if (!message) continue;
      const headers = Object.fromEntries(message.header.keys().map((key) => [key, message.header.get(key)]));
      letters.push({ headers, text: message.string() });
    }
    return letters;
  }

  beforeAll(async () => {
    nats = await startNats({ binary: path });
  });
  beforeEach(async () => {
    ear = new Ear();
    owner = await startService({ service: 'echo', url: nats.url, streams: STREAMS });
    manager = await jetstreamManager(owner.nats.connection);
    // A stream declared into the deletion of the one before may come up with the events of that.
    await manager.streams.purge('ECHO');
  });
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.close()));
    for (const name of ['ECHO', 'DEAD', 'OTHER']) await manager.streams.delete(name).catch(unlessMissing);
    await owner.close();
  });
  afterAll(() => nats?.stop());

  it('come once, and are settled when the handler is done', async () => {
    await listen();
    await say('a', 'b', 'c');
    await untilSettled();
    expect(ear.done.toSorted()).toEqual(['a', 'b', 'c']);
    expect(ear.heard).toHaveLength(3);
  });

  it('wait for a consumer that was not there, and a consumer waits for its stream', async () => {
    await manager.streams.delete('ECHO');
    await owner.close();
    await listen();
    owner = await startService({ service: 'echo', url: nats.url, streams: STREAMS });
    manager = await jetstreamManager(owner.nats.connection);
    await say('early');
    await until('it is heard', () => ear.done.includes('early'));
  });

  it('may have no keys in their subject', async () => {
    const heard: string[] = [];
    @Controller()
    class Listener {
      @On(Silence, { durable: DURABLE })
      hear(@Event(Silence) event: EventOf<typeof Silence>): void {
        heard.push(event.data.word);
      }
    }
    services.push(await startService({ service: 'ear', url: nats.url }, Listener));
    const { envelope, subject } = newEvent(Silence, { key: 'x', version: 1, data: { word: 'x' } });
    await owner.publisher.publish(envelope, subject);
    await until('it is heard', () => heard.length === 1);
  });

  it('are shared by the replicas, each handling a bounded number at a time', async () => {
    await listen('one');
    await listen('two');
    ear.react = () => until('both have all they may', () => ear.mostAtOnce === 8).then(() => undefined);
    await say(...Array.from({ length: 40 }, (_, at) => `w${at}`));
    await untilSettled();
    expect(ear.done).toHaveLength(40);
    expect(new Set(ear.heard.map((one) => one.by))).toEqual(new Set(['one', 'two']));
    expect(ear.mostAtOnce).toBe(8);
  });

  it('are stored once however often they are published', async () => {
    const { envelope, subject } = newEvent(Said, { key: 'a', version: 1, data: { word: 'a' } });
    const first = await owner.publisher.publish(envelope, subject);
    const second = await owner.publisher.publish(envelope, subject);
    expect(first.duplicate).toBe(false);
    expect(second).toEqual({ seq: first.seq, duplicate: true });
  });

  it('come back a second after the handler failed', async () => {
    ear.react = () => {
      if (ear.heard.length === 1) throw new Error('not yet');
    };
    await listen();
    await say('a');
    await untilSettled();
    expect(ear.done).toContain('a');
    const [first, second] = ear.heard;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(900);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(4_000);
  });

  it('are put aside after the fifth failure, with all a person needs to judge them', async () => {
    await (await listen()).close();
    services.length = 0;
    await say('a');
    await failBefore(4);
    ear.react = () => {
      throw new Error('the handler\ncannot');
    };
    await listen();
    await untilSettled();
    const [letter, ...more] = await dead();
    expect(more).toEqual([]);
    expect(letter?.headers).toMatchObject({
      'Dead-Reason': 'Error: the handler cannot',
      'Dead-Attempts': '5',
      'Dead-Stream': 'ECHO',
      'Dead-Subject': 'evt.echo.word.said.v1.a',
    });
    expect(JSON.parse(letter?.text ?? '')).toMatchObject({ type: 'echo.word.said.v1', data: { word: 'a' } });
    expect(ear.heard).toHaveLength(1);
  });

  it.each([
    ['no JSON', 'what is this'],
    ['no envelope', '{"word":"a"}'],
    [
      'of another type',
      JSON.stringify(newEvent(Silence, { key: 'a', version: 1, data: { word: 'a' } }).envelope),
    ],
    [
      'other data',
      JSON.stringify({ ...newEvent(Said, { key: 'a', version: 1, data: { word: 'a' } }).envelope, data: {} }),
    ],
  ])('are put aside at once when they cannot be read: %s', async (_what, text) => {
    await listen();
    await jetstream(owner.nats.connection).publish('evt.echo.word.said.v1.a', text);
    await untilSettled();
    expect((await dead()).map((letter) => letter.text)).toEqual([text]);
    expect(ear.heard).toEqual([]);
  });

  it('are never put aside while something the handler needs is down', async () => {
    await (await listen()).close();
    services.length = 0;
    await say('a');
    await failBefore(30);
    ear.react = () => {
      if (ear.heard.length === 1) throw new DomainError('store_unavailable');
    };
    await listen();
    await untilSettled();
    expect(ear.done).toEqual(['a']);
    await expect(manager.streams.info('DEAD')).rejects.toThrow('stream not found');
  });

  it('come back when they cannot be put aside', async () => {
    await listen();
    await manager.streams.add({ name: 'OTHER', subjects: ['dead.>'] });
    let naks = 0;
    const stop = owner.nats.subscribe('$JS.ACK.ECHO.ear-words.>', (text) => {
      if (text.startsWith('-NAK')) naks += 1;
    });
    await jetstream(owner.nats.connection).publish('evt.echo.word.said.v1.a', 'what is this');
    await until('it was given back', () => naks === 1);
    stop();
    expect((await consumer()).num_ack_pending).toBe(1);
    await manager.streams.delete('OTHER');
    await untilSettled();
    expect(await dead()).toHaveLength(1);
  });

  it('in hand are finished before the service stops, and those not begun go to another at once', async () => {
    const first = await listen('first');
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    ear.react = () => gate;
    await say(...Array.from({ length: 12 }, (_, at) => `w${at}`));
    await until('four are in hand', () => ear.atOnce === 4);
    const closing = first.close();
    await listen('second');
    await until('the second has its own', () => ear.atOnce === 8);
    release();
    await closing;
    services.shift();
    const settling = performance.now();
    await untilSettled();
    expect(performance.now() - settling).toBeLessThan(5_000);
    expect(ear.done).toHaveLength(12);
    expect(ear.heard).toHaveLength(12);
  });

  it('that take long are kept by whoever works on them', async () => {
    await listen();
    let release = (): void => undefined;
    ear.react = () => new Promise<void>((resolve) => (release = resolve));
    let signs = 0;
    const stop = owner.nats.subscribe(
      '$JS.ACK.ECHO.ear-words.>',
      (text) => (signs += text === '+WPI' ? 1 : 0),
    );
    await say('long');
    await until('JetStream is told that it is worked on', () => signs > 0, 15_000);
    stop();
    release();
    await untilSettled();
    expect(ear.heard).toHaveLength(1);
  });

  it('survive a restart of NATS, those in hand too', async () => {
    await listen();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    ear.react = (word) => (word === 'in-hand' ? gate : undefined);
    await say('before', 'in-hand');
    await until('both are heard', () => ear.heard.length === 2);
    await nats.kill();
    await expect(say('lost')).rejects.toMatchObject({ name: 'DomainError' });
    release();
    await nats.restart();
    await until('NATS is back', () => owner.nats.connected);
    await until('a new event is taken', () => say('after').then(() => true));
    await until('each was handled to its end', () =>
      ['before', 'in-hand', 'after'].every((word) => ear.done.includes(word)),
    );
  });

  it.each([
    ['its stream', (name: string) => manager.streams.delete(name)],
    ['its consumer', (name: string) => manager.consumers.delete(name, DURABLE).catch(unlessWrittenTo)],
  ])('flow again after somebody deleted %s', async (_what, remove) => {
    await listen();
    await say('before');
    await untilSettled();
    await remove('ECHO');
    await until('a new event is taken', () => say('after').then(() => true));
    await until('it is heard', () => ear.done.includes('after'));
  });

  it('flow again after NATS lost all it had', async () => {
    await listen();
    await say('before');
    await untilSettled();
    await nats.kill();
    await rm(join(nats.storeDir, 'jetstream'), { recursive: true });
    await nats.restart();
    await until('a new event is taken', () => say('after').then(() => true));
    await until('it is heard', () => ear.done.includes('after'));
  });

  it('carry the context of whoever published them', async () => {
    const storage = new AsyncLocalStorage<string>();
    const traces: (string | undefined)[] = [];
    setContextHooks({
      inject: () => ({ traceparent: storage.getStore() ?? 'none' }),
      extract: (headers, work) => {
        traces.push(headers['traceparent']);
        return work();
      },
    });
    await listen();
    await storage.run('00-abc', () => say('a'));
    await untilSettled();
    expect(traces).toEqual(['00-abc']);
    setContextHooks({ inject: () => ({}), extract: (_headers, work) => work() });
  });

  it('are refused clearly when no stream takes them, and at once while NATS is away', async () => {
    const { envelope } = newEvent(Said, { key: 'a', version: 1, data: { word: 'a' } });
    await expect(owner.publisher.publish(envelope, 'evt.nobody.word.said.v1')).rejects.toMatchObject({
      reason: 'unavailable',
      message: expect.stringContaining('evt.nobody.word.said.v1 was not published'),
    });
    await nats.kill();
    await until('it is known', () => !owner.nats.connected);
    const began = performance.now();
    await expect(say('a')).rejects.toMatchObject({ reason: 'unavailable' });
    expect(performance.now() - began).toBeLessThan(500);
    await nats.restart();
    await until('it is back', () => owner.nats.connected);
  });
});
