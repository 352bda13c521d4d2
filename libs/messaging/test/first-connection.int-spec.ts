import { Logger } from '@nestjs/common';
import { freePort, startNats, until } from '@board/testing';
import { afterEach, expect, it, vi } from 'vitest';
import { Nats } from '../src/index.js';
import { startService } from './service.js';

const said: string[] = [];
const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation((line: string) => void said.push(line));
afterEach(() => {
  said.length = 0;
  warn.mockClear();
});

it('the first connection - says at once what it waits for, without the password, and is made when that is there', async () => {
  const port = await freePort();
  const opening = Nats.open({ service: 'test', url: `nats://board:secret@127.0.0.1:${port}` });
  await until('it says so', () => said.length > 0);
  expect(said).toEqual([`waiting for NATS at 127.0.0.1:${port}: connection refused`]);
  const server = await startNats({ port });
  const nats = await opening;
  expect(said).toHaveLength(1);
  await nats.onApplicationShutdown();
  await server.stop();
});

it('the first connection - a refused user is an error at once', async () => {
  const server = await startNats({ config: 'authorization { user: board, password: right }' });
  await expect(Nats.open({ service: 'test', url: server.url })).rejects.toThrow(
    `NATS at 127.0.0.1:${server.port} refuses whoever does not say who they are`,
  );
  await server.stop();
});

it('a service with streams - is not up where they do not fit, says how much they need, and can be stopped', async () => {
  const server = await startNats({ config: 'jetstream { max_file: 1MB }' });
  const streams = [{ name: 'ECHO', subjects: ['evt.echo.>'], maxBytes: 64 * 1024 * 1024 }];
  const starting = startService({ service: 'echo', url: server.url, streams });
  await until('it says so', () => said.some((line) => line.includes('JetStream needs 64 MB of disk')));
  const later = await Promise.race([starting, Promise.resolve('not up')]);
  expect(later).toBe('not up');
  await server.stop();
  const roomy = await startNats({ port: server.port });
  await (await starting).close();
  await roomy.stop();
});

it('a service that is stopped after NATS has gone - ends without an error', async () => {
  const server = await startNats();
  const streams = [{ name: 'ECHO', subjects: ['evt.echo.>'] }];
  const service = await startService({ service: 'echo', url: server.url, streams });
  await Promise.all([server.kill(), service.close()]);
});
