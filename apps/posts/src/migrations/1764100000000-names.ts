import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who wrote a post, and what is needed to take it back. Everything has a default: replicas of before go on writing. */
export class Names1764100000000 implements MigrationInterface {
  readonly name = 'Names1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cloaks DROP COLUMN tries;
      ALTER TABLE posts DROP COLUMN name, DROP COLUMN trip, DROP COLUMN spoiler, DROP COLUMN files_gone,
        DROP COLUMN password_mac;
    `);
  }
}

const UP = `
ALTER TABLE posts
  ADD COLUMN name text NOT NULL DEFAULT '',
  ADD COLUMN trip text NOT NULL DEFAULT '',
  ADD COLUMN spoiler boolean NOT NULL DEFAULT false,
  -- Whether files that it once had were taken off it.
  ADD COLUMN files_gone boolean NOT NULL DEFAULT false,
  -- '' for a post that only staff can take down.
  ADD COLUMN password_mac text NOT NULL DEFAULT '';

-- When wrong passwords were tried.
ALTER TABLE cloaks ADD COLUMN tries timestamptz[] NOT NULL DEFAULT '{}';
`;
