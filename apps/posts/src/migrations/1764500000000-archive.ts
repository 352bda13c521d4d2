import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Archive1764500000000 implements MigrationInterface {
  readonly name = 'Archive1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX threads_by_bump ON threads (board_id, bumped_at DESC, no DESC) WHERE state = 'live';
      DROP INDEX threads_on_board, threads_archived;
      ALTER TABLE threads DROP COLUMN archived_at;
      ALTER TABLE boards DROP COLUMN archived;
    `);
  }
}

const UP = `
-- A thread that was pushed off its board: it lives, and is read at the same address, but stands in the archive.
ALTER TABLE threads ADD COLUMN archived_at timestamptz;
-- boards.threads counts those that are on the board, this those in its archive.
ALTER TABLE boards ADD COLUMN archived int NOT NULL DEFAULT 0;
CREATE INDEX threads_on_board ON threads (board_id, bumped_at DESC, no DESC) WHERE state = 'live' AND archived_at IS NULL;
CREATE INDEX threads_archived ON threads (board_id, archived_at DESC, no DESC)
  WHERE state = 'live' AND archived_at IS NOT NULL;
DROP INDEX threads_by_bump;
`;
