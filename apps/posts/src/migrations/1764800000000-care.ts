import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What caretakers did, and since when a post is in the trash. */
export class Care1764800000000 implements MigrationInterface {
  readonly name = 'Care1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE acts;
      DROP INDEX posts_in_trash;
      ALTER TABLE posts DROP COLUMN gone_at;
    `);
  }
}

const UP = `
-- Null for posts that live, and for those that went before this column or by a replica that does not know it.
ALTER TABLE posts ADD COLUMN gone_at timestamptz;
CREATE INDEX posts_in_trash ON posts (board_id, id) WHERE state = 'trash';

-- One row per act of a caretaker, written with the act: no text of posts, no addresses. board and target are names and
-- not references: what they name may have gone. '' where there is none.
CREATE TABLE acts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  who text NOT NULL,
  act text NOT NULL,
  board text NOT NULL DEFAULT '',
  target text NOT NULL DEFAULT '',
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX acts_by_time ON acts (at);
`;
