import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Identity1764600000000 implements MigrationInterface {
  readonly name = 'Identity1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE meta DROP COLUMN board, DROP COLUMN takes_unmarked, DROP COLUMN keys, DROP COLUMN place,
        DROP COLUMN schema, DROP COLUMN works_from;
    `);
  }
}

const UP = `
ALTER TABLE meta
  -- Which board this is; the store, the streams and the secrets carry the same word.
  ADD COLUMN board text NOT NULL DEFAULT substr(md5(gen_random_uuid()::text), 1, 16) CHECK (board ~ '^[a-z0-9]{16}$'),
  -- Whether files may have been stored for this board before stores carried its mark.
  ADD COLUMN takes_unmarked boolean NOT NULL DEFAULT false,
  -- Check values of the secrets that this board was made with, by the names of the secrets.
  ADD COLUMN keys jsonb NOT NULL DEFAULT '{}',
  -- Where this table stood when it was last served: a restored copy stands elsewhere.
  ADD COLUMN place text,
  -- The last migration that a program brought, and the oldest last migration of a program that may go on serving then.
  ADD COLUMN schema bigint,
  ADD COLUMN works_from bigint;
UPDATE meta SET takes_unmarked = EXISTS (SELECT FROM posts);
`;
