import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { natsServerBinaries, startNats, until, type NatsServer } from '@board/testing';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newEvent } from '../src/index.js';
import { Cable } from './cable.js';
import { Said } from './contracts.js';
import { type Service, startService } from './service.js';

const STREAMS = [{ name: 'ECHO', subjects: ['evt.echo.>'] }];

/** Everything a follower is told, in the order it is told: a word, `interrupted`, `restored`, `recreated`. */
class Diary {
  readonly lines: string[] = [];
  readonly seqs: number[] = [];
  readonly times: number[] = [];

  readonly options = {
    stream: 'ECHO',
    filter: 'evt.echo.>',
    onEvent: (envelope: { key: string }, seq: number): void => {
      this.seqs.push(seq);
      this.write(envelope.key);
    },
    onInterrupted: (): void => this.write('interrupted'),
    onRestored: ({ recreated }: { recreated: boolean }): void =>
      this.write(recreated ? 'recreated' : 'restored'),
  };

  write(line: string): void {
    this.lines.push(line);
    this.times.push(performance.now());
  }

  async has(line: string, count = 1): Promise<void> {
    await until(
      `the diary says ${line}: ${this.lines.join(' ')}`,
      () => this.lines.filter((one) => one === line).length >= count,
      15_000,
    );
  }
}

describe.each(natsServerBinaries())('A feed on nats-server $version', ({ path }) => {
  let nats: NatsServer;
  let owner: Service;
  let reader: Service;
  let cable: Cable;
  let manager: JetStreamManager;
  let diary: Diary;
  let stop: () => Promise<void>;

  async function say(...words: string[]): Promise<void> {
    for (const word of words) {
      const { envelope, subject } = newEvent(Said, { key: word, version: 1, data: { word } });
      await until('it is taken', () => owner.publisher.publish(envelope, subject).then(() => true));
    }
  }

  beforeAll(async () => {
    nats = await startNats({ binary: path });
  });
  beforeEach(async () => {
    owner = await startService({ service: 'echo', url: nats.url, streams: STREAMS });
    cable = new Cable(nats.port);
    await cable.mend();
    reader = await startService({ service: 'reader', url: cable.url });
    manager = await jetstreamManager(owner.nats.connection);
    diary = new Diary();
  });
  afterEach(async () => {
    await stop();
    await reader.close();
    await cable.cut();
    await manager.streams.delete('ECHO').catch(() => false);
    await owner.close();
  });
  afterAll(() => nats?.stop());

  async function follow(): Promise<void> {
    stop = await reader.feed.follow(diary.options);
    await diary.has('recreated');
  }

  it('begins from now, says so, and tells every event once and in order', async () => {
    await say('before');
    await follow();
    const words = Array.from({ length: 300 }, (_, at) => `w${at}`);
    await say(...words);
    await diary.has('w299');
    expect(diary.lines).toEqual(['recreated', ...words]);
    expect(diary.seqs).toEqual(Array.from({ length: 300 }, (_, at) => at + 2));
  });

  it('gives every follower everything', async () => {
    await follow();
    const second = new Diary();
    const stopSecond = await owner.feed.follow(second.options);
    await second.has('recreated');
    await say('a', 'b');
    await diary.has('b');
    await second.has('b');
    await stopSecond();
    expect(second.lines).toEqual(['recreated', 'a', 'b']);
  });

  it('waits for its stream', async () => {
    await manager.streams.delete('ECHO');
    await owner.close();
    stop = await reader.feed.follow(diary.options);
    owner = await startService({ service: 'echo', url: nats.url, streams: STREAMS });
    manager = await jetstreamManager(owner.nats.connection);
    await diary.has('recreated');
    await say('a');
    await diary.has('a');
  });

  it('says at once that NATS is gone', async () => {
    await follow();
    const cut = performance.now();
    await cable.cut();
    await diary.has('interrupted');
    expect((diary.times.at(-1) ?? 0) - cut).toBeLessThan(500);
    await cable.mend();
    await diary.has('restored');
  });

  it('misses nothing that was published while it was cut off', async () => {
    await follow();
    await say('a');
    await diary.has('a');
    await nats.kill();
    await diary.has('interrupted');
    await nats.restart();
    await say('b', 'c');
    await diary.has('restored');
    await say('d');
    await diary.has('d');
    expect(diary.lines.filter((line) => line !== 'interrupted' && line !== 'restored')).toEqual([
      'recreated',
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(diary.lines.filter((line) => line === 'interrupted')).toHaveLength(1);
  });

  it('tells what was missed before it says that it is whole', async () => {
    await follow();
    await say('a');
    await diary.has('a');
    await cable.cut();
    const missed = Array.from({ length: 1_200 }, (_, at) => `m${at}`);
    await say(...missed);
    await cable.mend();
    await diary.has('restored');
    expect(diary.lines).toEqual(['recreated', 'a', 'interrupted', ...missed, 'restored']);
  });

  it('notices a server that is silent and still connected', async () => {
    await follow();
    process.kill(nats.pid, 'SIGSTOP');
    try {
      await diary.has('interrupted');
      const silence = (diary.times.at(-1) ?? 0) - (diary.times[0] ?? 0);
      expect(silence).toBeLessThan(4_500);
    } finally {
      process.kill(nats.pid, 'SIGCONT');
    }
    await diary.has('restored');
    await say('a');
    await diary.has('a');
  });

  it('notices that its stream was deleted, and goes on with the one that comes after it', async () => {
    await follow();
    await say('a', 'b');
    await diary.has('b');
    await manager.streams.delete('ECHO');
    const deleted = performance.now();
    await diary.has('interrupted');
    expect((diary.times.at(-1) ?? 0) - deleted).toBeLessThan(3_000);
    await diary.has('recreated', 2);
    await say('c');
    await diary.has('c');
    expect(diary.lines).toEqual(['recreated', 'a', 'b', 'interrupted', 'recreated', 'c']);
  });

  it('notices that NATS came back without what it had', async () => {
    await follow();
    await say('a', 'b');
    await diary.has('b');
    await nats.kill();
    await rm(join(nats.storeDir, 'jetstream'), { recursive: true });
    await nats.restart();
    await diary.has('recreated', 2);
    await say('c');
    await diary.has('c');
    expect(diary.lines).toEqual(['recreated', 'a', 'b', 'interrupted', 'recreated', 'c']);
  });

  it('says `recreated` when events that it has not heard are gone from the stream', async () => {
    await follow();
    await say('a');
    await diary.has('a');
    await cable.cut();
    await say('b', 'c');
    await manager.streams.purge('ECHO', { seq: 3 });
    await cable.mend();
    await diary.has('recreated', 2);
    await say('d');
    await diary.has('d');
    expect(diary.lines).toEqual(['recreated', 'a', 'interrupted', 'recreated', 'd']);
  });

  it('does not take another stream of the same name for the one it followed', async () => {
    await follow();
    await say('a');
    await diary.has('a');
    await cable.cut();
    await manager.streams.delete('ECHO');
    await say('x', 'y', 'z');
    await cable.mend();
    await diary.has('recreated', 2);
    await say('b');
    await diary.has('b');
    expect(diary.lines).toEqual(['recreated', 'a', 'interrupted', 'recreated', 'b']);
  });

  it('tells of an event that it cannot read as of an interruption', async () => {
    await follow();
    await jetstream(owner.nats.connection).publish('evt.echo.word.said.v1.x', 'what is this');
    await diary.has('restored');
    await say('a');
    await diary.has('a');
    expect(diary.lines).toEqual(['recreated', 'interrupted', 'restored', 'a']);
  });
});
