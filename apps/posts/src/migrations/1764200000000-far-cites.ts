import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FarCites1764200000000 implements MigrationInterface {
  readonly name = 'FarCites1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE far_backlinks, far_cites');
  }
}

const UP = `
-- What a post cites beyond its thread, and what it cites that is deleted. A row is written with the post, or when a
-- post of its thread goes that it cited, and stays; dead follows the target, under the lock of the citing post's thread.
-- Names stand here so that a delta is read without a join.
CREATE TABLE far_cites (
  from_id bigint NOT NULL REFERENCES posts,
  to_id bigint NOT NULL REFERENCES posts,
  board text NOT NULL,
  thread int NOT NULL,
  no int NOT NULL,
  dead boolean NOT NULL,
  PRIMARY KEY (from_id, to_id)
);
CREATE INDEX far_cites_by_target ON far_cites (to_id);

-- The other side: which living posts beyond its thread a living post is cited by, under the lock of its own thread.
CREATE TABLE far_backlinks (
  to_id bigint NOT NULL REFERENCES posts,
  from_id bigint NOT NULL REFERENCES posts,
  board text NOT NULL,
  thread int NOT NULL,
  no int NOT NULL,
  PRIMARY KEY (to_id, from_id)
);
`;
