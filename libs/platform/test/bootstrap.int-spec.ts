import { launch, type RunningProcess, until } from '@board/testing';
import { connect } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

interface Ready {
  msg: string;
  service: string;
  url: string | null;
  internalUrl: string;
  pid: number;
}

describe('A service process', () => {
  let process_: RunningProcess | undefined;
  let lines: string[] = [];

  async function run(env: Record<string, string> = {}): Promise<RunningProcess> {
    lines = [];
    process_ = await launch({
      name: 'fixture',
      command: process.execPath,
      args: [join(import.meta.dirname, 'fixtures/service.mjs')],
      env: { PATH: process.env['PATH'], INTERNAL_PORT: '0', WORD: 'hello', ...env },
      onLine: (line) => lines.push(line),
    });
    return process_;
  }

  /** What it has logged, as far as that was read: it may end before that, and its last words overtake those that wait. */
  const logged = (): Record<string, unknown>[] =>
    lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);

  function ready(): Promise<Ready> {
    return until('it is ready', () => logged().find((line) => line['msg'] === 'ready') as Ready | undefined);
  }

  async function status(url: string): Promise<number> {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status;
  }

  afterEach(() => process_?.kill());

  it('says in one line where it is, and answers the probes', async () => {
    const { pid } = await run({ HTTP: '1' });
    const line = await ready();
    expect(line).toMatchObject({ level: 'info', service: 'fixture', pid });
    expect(await status(`${line.internalUrl}/livez`)).toBe(200);
    expect(await status(`${line.internalUrl}/readyz`)).toBe(200);
    expect(await status(`${line.internalUrl}/`)).toBe(404);
    expect(await status(`${line.url}/log`)).toBe(200);
    const metrics = await (await fetch(`${line.internalUrl}/metrics`)).text();
    expect(metrics).toContain('process_resident_memory_bytes');
    for (const path of ['/metrics', '/livez', '/readyz'])
      expect(await status(`${line.url}${path}`)).toBe(404);
  });

  it('needs no public port, and says where it is at every level of the log', async () => {
    await run({ LOG_LEVEL: 'error' });
    expect((await ready()).url).toBeNull();
  });

  it('writes the ids of the request that it serves on every line, and takes over a trace that comes in', async () => {
    await run({ HTTP: '1' });
    const { url } = await ready();
    const trace = '0af7651916cd43dd8448eb211c80319c';
    await fetch(`${url}/log`, { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } });
    await fetch(`${url}/log`, {
      headers: { traceparent: 'a\u00e4b; drop table', 'x-request-id': 'mine-1234' },
    });
    const said = await until('both are logged', () => {
      const found = logged().filter((line) => line['msg'] === 'was asked');
      return found.length === 2 ? found : undefined;
    });
    expect(said[0]).toMatchObject({ trace_id: trace, request_id: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(said[1]).toMatchObject({
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      request_id: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  it('answers what it has in hand when it is told to stop, takes nothing more, and exits with 0', async () => {
    const service = await run({ HTTP: '1' });
    const { url, internalUrl } = await ready();
    const asked = fetch(`${url}/slow`).then((response) => response.text());
    await until('it is at work', () => lines.includes('working'));
    const stopping = service.stop('SIGTERM');
    await until('it is not ready any more', async () => (await status(`${internalUrl}/readyz`)) === 503);
    process.kill(service.pid, 'SIGUSR2');
    expect(await asked).toBe('done');
    await stopping;
    expect(await service.exited).toBe('ended with code 0');
    await expect.poll(() => lines).toContain('closed');
    await expect(refused(url as string)).resolves.toBe(true);
  });

  it('exits with 0 on Ctrl-C, and when it is told twice', async () => {
    const service = await run();
    await ready();
    process.kill(service.pid, 'SIGINT');
    process.kill(service.pid, 'SIGTERM');
    expect(await service.exited).toBe('ended with code 0');
  });

  it('exits with 1 when what is in hand takes longer than the grace period', async () => {
    const service = await run({ FAIL: 'stop', SHUTDOWN_GRACE_MS: '300' });
    await ready();
    await service.stop('SIGTERM');
    expect(await service.exited).toBe('ended with code 1');
    await expect
      .poll(logged)
      .toContainEqual(
        expect.objectContaining({ level: 'error', msg: 'What was in hand did not end in time' }),
      );
  });

  it('exits with 1 and says why when it cannot start', async () => {
    const service = await run({ FAIL: 'start' });
    expect(await service.exited).toBe('ended with code 1');
    await expect
      .poll(logged)
      .toContainEqual(
        expect.objectContaining({ level: 'fatal', msg: 'The start failed: the cellar is flooded' }),
      );
  });

  it('exits with 1 and says why when nobody handled a rejection', async () => {
    const service = await run({ FAIL: 'later' });
    expect(await service.exited).toBe('ended with code 1');
    await expect.poll(logged).toContainEqual(
      expect.objectContaining({
        level: 'fatal',
        msg: 'A rejection was not handled: nobody waits for this',
      }),
    );
  });

  it('exits with 1 and names everything that is wrong with its configuration', async () => {
    const service = await run({ WORD: 'no', COUNT: 'many', INTERNAL_PORT: '-1' });
    expect(await service.exited).toBe('ended with code 1');
    await expect
      .poll(() => lines.map((line) => line.trim().split(':')[0]))
      .toEqual(['The configuration is wrong', 'INTERNAL_PORT', 'WORD', 'COUNT']);
  });

  it('takes a secret from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'board-secret-'));
    await writeFile(join(folder, 'word'), 'hello\n');
    await run({ WORD: '', WORD_FILE: join(folder, 'word') });
    await ready();
    await rm(folder, { recursive: true });
  });

  it('exits with 1 when its internal port is taken', async () => {
    await run();
    const first = process_;
    const { internalUrl } = await ready();
    const second = await run({ INTERNAL_PORT: new URL(internalUrl).port });
    expect(await second.exited).toBe('ended with code 1');
    await expect
      .poll(() => logged().map((line) => line['msg']))
      .toContainEqual(expect.stringMatching(/^The start failed: listen EADDRINUSE/));
    await first?.kill();
  });
});

function refused(url: string): Promise<boolean> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.destroy();
      resolve(false);
    }).on('error', () => resolve(true));
  });
}
