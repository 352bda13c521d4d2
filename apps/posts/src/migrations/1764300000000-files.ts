import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a file was called when it was sent, for each post that shows it; and contents that are refused. */
export class Files1764300000000 implements MigrationInterface {
  readonly name = 'Files1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE post_files ADD COLUMN original_name text;
      ALTER TABLE hashes ADD COLUMN banned_at timestamptz;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE post_files DROP COLUMN original_name;
      ALTER TABLE hashes DROP COLUMN banned_at;
    `);
  }
}
