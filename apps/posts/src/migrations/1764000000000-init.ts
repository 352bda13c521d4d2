import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The schema in SQL that Postgres 15 understands. Never edited once released. */
export class Init1764000000000 implements MigrationInterface {
  readonly name = 'Init1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE outbox, streams, leases, post_files, files, hashes, cites, cloaks, posts, threads, boards, meta;
      DROP FUNCTION uuid_v7();
    `);
  }
}

const UP = `
-- RFC 9562: 48 bits of milliseconds, then random bits. Postgres has its own from 18 on.
CREATE FUNCTION uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
              PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
      52, 1), 53, 1),
    'hex')::uuid
$$;

-- One row. A restored backup gets a new epoch, so that versions of before are not compared with those of after.
CREATE TABLE meta (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch text NOT NULL CHECK (epoch ~ '^[a-z0-9]{8}$')
);
INSERT INTO meta (epoch) VALUES (substr(md5(gen_random_uuid()::text), 1, 8));

CREATE TABLE boards (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]{1,16}$'),
  title text NOT NULL,
  description text NOT NULL DEFAULT '',
  limits jsonb NOT NULL DEFAULT '{}',
  last_no int NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 1,
  threads int NOT NULL DEFAULT 0,
  last_post_at timestamptz
) WITH (fillfactor = 20);

CREATE TABLE threads (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  board_id int NOT NULL REFERENCES boards,
  no int NOT NULL,
  version bigint NOT NULL,
  board_version bigint NOT NULL,
  subject text NOT NULL,
  created_at timestamptz NOT NULL,
  bumped_at timestamptz NOT NULL,
  locked boolean NOT NULL DEFAULT false,
  state text NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'trash', 'purged')),
  replies int NOT NULL DEFAULT 0,
  files int NOT NULL DEFAULT 0,
  UNIQUE (board_id, no)
) WITH (fillfactor = 80);
CREATE INDEX threads_by_bump ON threads (board_id, bumped_at DESC, no DESC) WHERE state = 'live';
CREATE INDEX threads_by_change ON threads (board_id, board_version);

CREATE TABLE posts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  thread_id bigint NOT NULL REFERENCES threads,
  board_id int NOT NULL,
  no int NOT NULL,
  form_id uuid NOT NULL CONSTRAINT posts_form UNIQUE,
  cloak text NOT NULL,
  content_hash text NOT NULL,
  version bigint NOT NULL,
  body_version bigint NOT NULL,
  bumped boolean NOT NULL,
  sage boolean NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  body jsonb NOT NULL,
  weight int NOT NULL,
  state text NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'trash', 'purged')),
  created_at timestamptz NOT NULL,
  UNIQUE (board_id, no)
) WITH (fillfactor = 90);
CREATE INDEX posts_by_change ON posts (thread_id, version, no);
CREATE INDEX posts_by_no ON posts (thread_id, no) WHERE state = 'live';
CREATE INDEX posts_by_cloak ON posts (cloak, created_at);

-- Who answers whom, between living posts. Both numbers stand here so that a delta is read without a join.
CREATE TABLE cites (
  from_id bigint NOT NULL REFERENCES posts,
  to_id bigint NOT NULL REFERENCES posts,
  from_no int NOT NULL,
  to_no int NOT NULL,
  PRIMARY KEY (from_id, to_id) INCLUDE (to_no)
);
CREATE INDEX cites_by_target ON cites (to_id, from_no);

-- One row per poster, for as long as the rules of how often look back. It is the lock of all that one poster does.
CREATE TABLE cloaks (
  cloak text PRIMARY KEY,
  seen_at timestamptz NOT NULL,
  last_post_at timestamptz,
  last_thread_at timestamptz,
  uploads timestamptz[] NOT NULL DEFAULT '{}'
) WITH (fillfactor = 70);

-- One row per content: the lock of everything about its copies.
CREATE TABLE hashes (sha text PRIMARY KEY) WITH (fillfactor = 70);

-- One row per stored copy, by its write-once name. uses: how many times living posts show it.
CREATE TABLE files (
  name text PRIMARY KEY,
  sha text NOT NULL,
  view jsonb,
  uses int NOT NULL DEFAULT 0 CHECK (uses >= 0),
  state text NOT NULL CHECK (state IN ('live', 'condemned', 'released')),
  CHECK ((uses > 0) = (state = 'live'))
);
CREATE UNIQUE INDEX files_shown ON files (sha) WHERE state = 'live';

CREATE TABLE post_files (
  post_id bigint NOT NULL REFERENCES posts,
  place int NOT NULL,
  name text NOT NULL REFERENCES files,
  PRIMARY KEY (post_id, place)
);
CREATE INDEX post_files_by_name ON post_files (name);

CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id uuid NOT NULL DEFAULT uuid_v7(),
  type text NOT NULL,
  key text NOT NULL,
  version bigint NOT NULL,
  data jsonb NOT NULL,
  occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  sent_at timestamptz
) WITH (fillfactor = 80);
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;

CREATE TABLE leases (name text PRIMARY KEY, holder text NOT NULL, until timestamptz NOT NULL);
-- Which incarnation of a stream the sent rows went to.
CREATE TABLE streams (name text PRIMARY KEY, created text NOT NULL);
`;
