import { FileBannedV1, FileReleasedV1, PostChangedV1 } from '@board/contracts';
import { Nats } from '@board/messaging';
import { Injectable, Logger } from '@nestjs/common';
import { jetstreamManager } from '@nats-io/jetstream';
import { Database } from '../database/database.js';
import { sql } from '../database/statement.js';
import { Identity } from '../identity/identity.js';
import { STREAM, streamMark } from './stream.js';

/** Events that a durable consumer must have seen. The others only say what moved: their readers ask for the rest. */
const DURABLE = [FileReleasedV1.type, FileBannedV1.type, PostChangedV1.type];
const LOOK_MS = 1_000;

/** Remembers the stream's incarnation; when another one was known, kept rows of the durable types wait to be sent again. */
const REMEMBER = sql`
  WITH before AS (
    SELECT created FROM streams WHERE name = $1
  ), now AS (
    INSERT INTO streams (name, created) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET created = excluded.created
  ), again AS (
    UPDATE outbox SET sent_at = NULL FROM before
    WHERE before.created <> $2 AND type = ANY ($3) AND sent_at IS NOT NULL RETURNING id
  )
  SELECT count(*)::int AS again FROM again`;

/** Notices that the stream is not the one that the sent rows went to: Postgres is the record, JetStream the courier. */
@Injectable()
export class StreamWatch {
  private readonly log = new Logger(StreamWatch.name);
  private known = '';
  private lookedAt = -Infinity;

  constructor(
    private readonly nats: Nats,
    private readonly database: Database,
    private readonly identity: Identity,
  ) {}

  /** To be called by the leader before it sends. Throws when NATS or the stream is away. */
  async look(): Promise<void> {
    if (performance.now() - this.lookedAt < LOOK_MS) return;
    await this.nats.untilConnected(0);
    const manager = await jetstreamManager(this.nats.connection, { checkAPI: false, timeout: 2_000 });
    const { created, config } = await manager.streams.info(STREAM);
    const mark = streamMark(this.identity.board);
    if (config.description !== mark) await manager.streams.update(STREAM, { description: mark });
    if (created !== this.known) await this.remember(created);
    this.known = created;
    this.lookedAt = performance.now();
  }

  private async remember(created: string): Promise<void> {
    const [found] = await this.database.rows<{ again: number }>(REMEMBER, [STREAM, created, DURABLE]);
    if (found && found.again > 0)
      this.log.warn(`The stream ${STREAM} is a new one: ${found.again} kept events are told again`);
  }
}
