import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { noise } from '@board/testing';
import pg from 'pg';
import { vi } from 'vitest';
import { Start } from './clone.ts';

/** What an operator does to a board, on purpose or not. What needs it stopped stops it first. */
export const STEPS = [
  'start',
  'start, whatever has changed',
  'stop',
  'kill',
  'back up the database',
  'restore an older backup beside it',
  'restore an older backup over it',
  'name an empty database',
  "name another board's database",
  'lose the streams',
  'lose the secrets',
  'move the data',
] as const;
export type Step = (typeof STEPS)[number];

const EVERYTHING = 'database,store,streams,secrets,TRIP_KEY,PASSWORD_KEY,CLOAK_KEY,TOKEN_KEY';

let boards = 0;

/** One board in the hands of somebody, with what its visitors remember. */
export class Operator {
  private readonly name = `operator_${(boards += 1)}`;
  private dataDir: string;
  private database = `${this.name}_0`;
  /** Every database that was served here, and every backup of one. */
  private readonly databases = new Set<string>();
  private readonly backups: string[] = [];
  private running: { start: Start; address: string } | undefined;
  private posts = 0;
  private moves = 0;
  /** What visitors have seen: by epoch, the versions of the board and the posts that they showed. */
  private readonly seen = new Map<string, Map<number, string>>();
  private readonly steps: string[] = [];

  private readonly parent: string;
  private readonly postgres: string;
  private readonly pictures: boolean;

  /**
   * `parent`: a folder with a clone, `board`; `postgres`: the address of a server. `pictures`: whether its posts show some;
   * those of a board that is only borrowed would be elsewhere.
   */
  constructor(parent: string, postgres: string, pictures = true) {
    this.parent = parent;
    this.postgres = postgres;
    this.pictures = pictures;
    this.dataDir = join(parent, `${this.name}-data`);
  }

  async begin(): Promise<void> {
    await this.create(this.database);
    await this.start();
    await this.stop();
    await this.backUp();
  }

  async take(step: Step): Promise<void> {
    this.steps.push(step);
    if (step === 'start') return this.start();
    if (step === 'start, whatever has changed') return this.start({ ACCEPT_CHANGED: EVERYTHING });
    if (step === 'kill') return this.kill();
    await this.stop();
    if (step === 'back up the database') await this.backUp();
    if (step === 'restore an older backup beside it') await this.restore();
    if (step === 'restore an older backup over it') await this.restoreOver();
    if (step === 'name an empty database') await this.create(`${this.name}_empty_${this.steps.length}`);
    if (step === "name another board's database") await this.nameAnothers();
    if (step === 'lose the streams') await rm(join(this.dataDir, 'nats'), { recursive: true, force: true });
    if (step === 'lose the secrets') await rm(join(this.dataDir, 'secrets.json'), { force: true });
    if (step === 'move the data') await this.move();
  }

  async end(): Promise<void> {
    await this.stop();
  }

  /** Starts it, which may be refused in words; where it opens, visitors come. */
  private async start(env: Record<string, string> = {}): Promise<void> {
    await this.stop();
    const start = new Start(join(this.parent, 'board'), {
      DATA_DIR: this.dataDir,
      DATABASE_URL: this.urlOf(this.database),
      SWEEP_EVERY_MS: '300',
      SWEEP_GRACE_MS: '0',
      INCOMING_GRACE_MS: '0',
      ...env,
    });
    const opening = start.open();
    const opened = await Promise.race([opening, start.exit]);
    if (opened === null || typeof opened === 'number') {
      // Of a start that has ended nothing more is heard.
      opening.catch(() => {});
      assert.equal(opened, 1, start.text);
      assert.match(start.text, /ACCEPT_CHANGED|restore/);
      return;
    }
    this.running = { start, address: opened.address };
    this.databases.add(this.database);
    await this.look();
    await this.post();
    await this.look();
    await this.filesAreSafe();
  }

  private async stop(): Promise<void> {
    await this.running?.start.ctrlC();
    this.running = undefined;
  }

  private async kill(): Promise<void> {
    if (!this.running) return;
    const parts = await this.running.start.parts();
    await this.running.start.killStarter();
    for (const { pid } of parts) process.kill(pid, 'SIGKILL');
    this.running = undefined;
  }

  /** A visitor looks at the board: what they saw under this epoch they must go on seeing. */
  private async look(): Promise<void> {
    const page = await fetch(`${this.running?.address}/test/`);
    assert.equal(page.status, 200);
    const [, epoch = '', version = ''] = /-([a-z0-9]{8})\.(\d+)"$/.exec(page.headers.get('etag') ?? '') ?? [];
    const shown = [...new Set((await page.text()).match(/word-\d+-of-[a-z0-9_]+/g))].toSorted().join(' ');
    const before = this.seen.get(epoch) ?? new Map<number, string>();
    this.seen.set(epoch, before);
    const done = `after ${this.steps.join(', ')}`;
    assert.ok(
      Number(version) >= Math.max(0, ...before.keys()),
      `version ${version} of epoch ${epoch} ${done}`,
    );
    assert.equal(shown, before.get(Number(version)) ?? shown, done);
    before.set(Number(version), shown);
  }

  private async post(): Promise<void> {
    const { address } = this.running ?? {};
    const word = `word-${(this.posts += 1)}-of-${this.database}`;
    const form = new FormData();
    form.set('text', word);
    if (this.pictures) form.append('files', new Blob([Uint8Array.from(noise().bytes)]), 'picture.png');
    const answer = await fetch(`${address}/test/post`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Origin: address ?? '' },
      body: form,
    });
    assert.equal(answer.status, 303);
    await vi.waitFor(
      async () => assert.match(await (await fetch(`${address}/test/`)).text(), new RegExp(word)),
      10_000,
    );
  }

  /** Every file that a post shows, in any database that was ever served, is still there; those of this one are shown. */
  private async filesAreSafe(): Promise<void> {
    const done = `after ${this.steps.join(', ')}`;
    await vi.waitFor(async () => {
      const shown = await this.stored('files');
      for (const name of await this.filesOf(this.database))
        assert.ok(shown.includes(name), `not shown ${done}`);
    }, 10_000);
    const kept = [...(await this.stored('files')), ...(await this.stored('trash'))];
    for (const database of this.databases)
      for (const name of await this.filesOf(database)) assert.ok(kept.includes(name), `erased ${done}`);
  }

  private async stored(folder: string): Promise<string[]> {
    const path = join(this.dataDir, 'files', folder);
    return existsSync(path) ? readdir(path) : [];
  }

  private async filesOf(database: string): Promise<string[]> {
    const rows = await this.query(database, `SELECT name FROM files WHERE state = 'live'`);
    return (rows as { name: string }[]).map(({ name }) => name);
  }

  private async backUp(): Promise<void> {
    if (!this.databases.has(this.database)) return;
    const backup = `${this.name}_backup_${this.backups.length}`;
    await this.create(backup, this.database, false);
    this.databases.add(backup);
    this.backups.push(backup);
  }

  private async restore(): Promise<void> {
    await this.create(`${this.name}_restored_${this.steps.length}`, this.olderBackup());
  }

  /** As where a dump is read back into the tables that are there: the place of the database does not tell of it. */
  private async restoreOver(): Promise<void> {
    await this.restore();
    const place = `(SELECT oid FROM pg_database WHERE datname = current_database()) || '.' || 'meta'::regclass::oid`;
    await this.query(this.database, `UPDATE meta SET place = ${place}`);
  }

  private olderBackup(): string {
    return this.backups[this.steps.length % this.backups.length] as string;
  }

  private async nameAnothers(): Promise<void> {
    const other = new Operator(this.parent, this.postgres, false);
    await other.begin();
    this.database = other.database;
  }

  private async move(): Promise<void> {
    const to = `${this.dataDir}-${(this.moves += 1)}`;
    await rename(this.dataDir, to);
    this.dataDir = to;
  }

  /** Makes a database, empty or as another one is, and names it. */
  private async create(name: string, like = 'template0', isNamed = true): Promise<void> {
    await this.query('postgres', `CREATE DATABASE ${name} TEMPLATE ${like} STRATEGY FILE_COPY`);
    if (!isNamed) return;
    this.database = name;
  }

  private async query(database: string, text: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: this.urlOf(database) });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  private urlOf(database: string): string {
    const url = new URL(this.postgres);
    url.pathname = `/${database}`;
    return url.href;
  }
}
