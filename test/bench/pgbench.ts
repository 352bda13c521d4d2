import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath, run } from '@board/tools/servers';
import type { House } from '@board/testing';
import pg from 'pg';

/** What a post is at the very least: a number, the post, its thread, an event. No rule, no repeat, no answer. */
const TABLES = `
  CREATE TABLE boards (id int PRIMARY KEY, last_no int NOT NULL, version bigint NOT NULL) WITH (fillfactor = 20);
  CREATE TABLE threads (
    id int PRIMARY KEY, board_id int NOT NULL, version bigint NOT NULL, replies int NOT NULL, bumped_at timestamptz NOT NULL
  ) WITH (fillfactor = 80);
  CREATE TABLE posts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, thread_id int NOT NULL, board_id int NOT NULL, no int NOT NULL,
    text text NOT NULL, created_at timestamptz NOT NULL, UNIQUE (board_id, no)
  );
  CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text NOT NULL, data jsonb NOT NULL, created_at timestamptz NOT NULL
  );`;

const SCRIPT = `
\\set board random(1, :boards)
\\set thread (:board - 1) * :threads + random(1, :threads)
BEGIN;
UPDATE boards SET last_no = last_no + 1, version = version + 1 WHERE id = :board RETURNING last_no \\gset
INSERT INTO posts (thread_id, board_id, no, text, created_at) VALUES (:thread, :board, :last_no, :text, clock_timestamp());
UPDATE threads SET version = version + 1, replies = replies + 1, bumped_at = clock_timestamp() WHERE id = :thread RETURNING version \\gset
INSERT INTO outbox (key, data, created_at) VALUES (:thread, jsonb_build_object('board', :board::int, 'thread', :thread::int, 'version', :version::bigint), clock_timestamp());
COMMIT;
`;

/** Postgres' own load program, posting into a database of its own beside the house's. */
export class Pgbench {
  private readonly url: URL;
  private readonly script: string;
  private readonly threads: number;

  private constructor(url: URL, script: string, threads: number) {
    this.url = url;
    this.script = script;
    this.threads = threads;
  }

  /** `folder` keeps the script; `text` is what every post says. */
  static async prepare(
    house: House,
    { folder, boards, threads, text }: { folder: string; boards: number; threads: number; text: string },
  ): Promise<Pgbench> {
    await house.db.query('CREATE DATABASE bare');
    const url = new URL(house.postgres.url);
    url.pathname = '/bare';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query(TABLES);
    await client.query('INSERT INTO boards SELECT id, 0, 1 FROM generate_series(1, $1::int) AS id', [boards]);
    await client.query(
      `INSERT INTO threads SELECT id, (id - 1) / $2::int + 1, 1, 0, now() FROM generate_series(1, $1::int * $2::int) AS id`,
      [boards, threads],
    );
    await client.end();
    const script = join(folder, 'post.sql');
    await writeFile(script, SCRIPT.replace(':text', client.escapeLiteral(text)));
    return new Pgbench(url, script, threads);
  }

  /** Transactions a second, of so many clients for so long. Throws when one fails. */
  async perSecond(clients: number, boards: number, seconds: number): Promise<number> {
    const { hostname, port, username, password, pathname } = this.url;
    const program = findOnPath('pgbench');
    if (!program) throw new Error('pgbench is not on PATH');
    const definitions = [`boards=${boards}`, `threads=${this.threads}`].flatMap((one) => ['-D', one]);
    const output = await run(
      program,
      [
        '-n',
        '-M',
        'prepared',
        '-c',
        String(clients),
        '-T',
        String(seconds),
        '-f',
        this.script,
        ...definitions,
      ],
      {
        ...process.env,
        PGHOST: hostname,
        PGPORT: port,
        PGUSER: username,
        PGPASSWORD: decodeURIComponent(password),
        PGDATABASE: pathname.slice(1),
      },
    );
    const tps = /^tps = ([\d.]+) \(without/m.exec(output)?.[1];
    if (tps === undefined || !/number of failed transactions: 0 /.test(output)) throw new Error(output);
    return Number(tps);
  }
}
