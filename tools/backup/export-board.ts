import { DomainError, GetThreadChanges, ListBoards, type PostedFile, type PostView } from '@board/contracts';
import { Nats, natsAddress, natsProblem, RpcClient } from '@board/messaging';
import { natsConfig, readConfig } from '@board/platform';
import type { ObjectStore } from '@board/storage';
import { z } from 'zod';
import { findNats } from '../local/find-nats.ts';
import type { Say } from '../local/programs.ts';
import type { Settings } from '../local/settings.ts';
import { ArchiveWriter, verify } from './archive.ts';
import { type About, withFile } from './backup-archive.ts';
import { connected, withDatabase } from './board-database.ts';
import { ahead, find, openBoardStore, thumbOf } from './board-store.ts';
import { makeFile } from './new-file.ts';
import { programVersion } from './program-version.ts';
import { Progress } from './progress.ts';

const THREADS = `
  SELECT t.no FROM threads t JOIN boards b ON b.id = t.board_id WHERE b.slug = $1 AND t.state = 'live' ORDER BY t.no`;

export interface Exported {
  threads: number;
  posts: number;
  files: number;
  missing: string[];
}

/**
 * Writes one board, as anybody may read it, into an archive at `path`: its threads as the JSON that the gateway gives, its
 * archived ones too, and their files. Threads that are deleted meanwhile are left out.
 */
export async function exportBoard(
  settings: Settings,
  slug: string,
  path: string,
  say: Say,
): Promise<Exported> {
  const address = natsAddress(readConfig(z.object(natsConfig), { ...settings.env, ...findNats(settings) }));
  const { store } = await openBoardStore(settings);
  const numbers = await withDatabase(settings, 'npm run board -- export', (url) => threadsOf(url, slug));
  const nats = await Nats.open({ service: 'board-export', wait: false, ...address }).catch(
    (cause: unknown) => {
      throw new Error(natsProblem(cause, address), { cause });
    },
  );
  const done: Exported = { threads: 0, posts: 0, files: 0, missing: [] };
  try {
    const rpc = new RpcClient(nats);
    const { boards } = await rpc.call(ListBoards, {});
    const board = boards.find((one) => one.slug === slug);
    if (!board)
      throw new Error(`There is no board /${slug}/. There are: ${boards.map((one) => one.slug).join(', ')}`);
    await makeFile(
      path,
      settings.dataDir,
      async (file) => {
        const archive = new ArchiveWriter(file);
        const progress = new Progress(say, () => archive.writtenBytes);
        progress.begin('threads', numbers.length);
        const about: About = {
          kind: 'export',
          program: programVersion(),
          madeAt: new Date().toISOString(),
          migrations: [],
        };
        try {
          await archive.addJson('about.json', about);
          await archive.addJson('board.json', board);
          for (const no of numbers) {
            await addThread(rpc, store, archive, { slug, no }, done);
            progress.step();
          }
          await archive.end();
        } finally {
          progress.end();
        }
      },
      (partial) => withFile(partial, async (file) => void (await verify(file, () => {}))),
    );
  } finally {
    await nats.onApplicationShutdown();
  }
  return done;
}

function threadsOf(url: string, slug: string): Promise<number[]> {
  return connected(url, async (client) => {
    const { rows } = await client.query<{ no: number }>(THREADS, [slug]);
    return rows.map(({ no }) => no);
  });
}

async function addThread(
  rpc: RpcClient,
  store: ObjectStore,
  archive: ArchiveWriter,
  { slug, no }: { slug: string; no: number },
  done: Exported,
): Promise<void> {
  const view = await readThread(rpc, slug, no);
  if (!view) return;
  await archive.addJson(`threads/${no}.json`, view);
  const posts = view.posts.filter((post) => !post.gone);
  const files = new Map<string, PostedFile>(
    posts.flatMap((post) => post.files).map((one) => [one.name, one]),
  );
  for await (const [{ name }, [object, thumb]] of ahead(files.values(), async (one) => [
    await find(store, [`files/${one.name}`]),
    await find(store, [`thumbs/${thumbOf(one.name)}`]),
  ])) {
    if (object) await archive.add(`threads/${no}/${name}`, object.bytes, object.body);
    else done.missing.push(name);
    if (thumb) await archive.add(`threads/${no}/${thumbOf(name)}`, thumb.bytes, thumb.body);
    done.files += 1;
  }
  done.threads += 1;
  done.posts += posts.length;
}

/** The whole thread as its JSON twin has it; undefined when it was deleted. */
async function readThread(rpc: RpcClient, board: string, thread: number) {
  const posts = new Map<number, PostView>();
  let after = { version: 0, no: 0 };
  try {
    for (;;) {
      const page = await rpc.call(GetThreadChanges, { board, thread, after });
      if (!page.thread) return undefined;
      for (const post of page.posts) posts.set(post.no, post);
      if (!page.next) return { thread: page.thread, posts: [...posts.values()].sort((a, b) => a.no - b.no) };
      after = page.next;
    }
  } catch (error) {
    if (error instanceof DomainError && error.reason === 'thread_not_found') return undefined;
    throw error;
  }
}
