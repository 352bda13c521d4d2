import { tellFilesReleased } from '../outbox/tell.js';

/**
 * What follows when rows of `post_files` are not shown any more, as parts of the statement that takes them away, under
 * the locks of their hashes: copies that nobody shows now are condemned, and media is told. `rows` is what comes after
 * FROM: it has a column `name`, with a row for each time that a copy was shown.
 */
export function freeFiles(rows: string): string {
  return `freed AS (
    UPDATE files f SET uses = f.uses - shown.times,
      state = CASE WHEN f.uses = shown.times THEN 'condemned' ELSE 'live' END
    FROM (SELECT name, count(*) AS times FROM ${rows} GROUP BY name) AS shown
    WHERE f.name = shown.name RETURNING f.name, f.state
  ), released AS (${tellFilesReleased(`freed WHERE state = 'condemned'`)})`;
}
