import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a caretaker can do to a board, and what the site as a whole is called. */
export class Boards1764700000000 implements MigrationInterface {
  readonly name = 'Boards1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE site;
      ALTER TABLE boards DROP COLUMN position, DROP COLUMN closed_at, DROP COLUMN removed_at;
    `);
  }
}

const UP = `
ALTER TABLE boards
  ADD COLUMN position int NOT NULL DEFAULT 100,
  ADD COLUMN closed_at timestamptz,
  -- A removed board keeps everything that it has, and no page shows it.
  ADD COLUMN removed_at timestamptz;

-- One row, and the lock of every change that all pages show. version grows with each change of the row or of the list of
-- boards.
CREATE TABLE site (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL DEFAULT 1,
  name text NOT NULL DEFAULT '',
  about text NOT NULL DEFAULT '',
  contact text NOT NULL DEFAULT ''
);
INSERT INTO site DEFAULT VALUES;
`;
