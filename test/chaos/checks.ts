import { type House, newAddress, until } from '@board/testing';
import type { Ledger } from './ledger.ts';
import type { Subscriber } from './readers.ts';

/** Every gateway, asked once by a stranger, shows every acknowledged post once, and none that was deleted. */
export async function checkPages(house: House, ledger: Ledger): Promise<void> {
  await Promise.all(
    house.services.gateway.map(async (gateway) => {
      for (const { board, thread, gone } of ledger.threads()) {
        const path = `/${board}/thread/${thread}`;
        const response = await read(gateway.url + path);
        const page = await response.text();
        if (response.status !== (gone ? 410 : 200)) {
          ledger.violation(`${gateway.name} answers ${path} with ${response.status}`);
        }
        for (const { no, word, deleted } of ledger.in(board, thread)) {
          const due = deleted || gone ? 0 : 1;
          // What is not deleted may stand in the head too: a thread's first words are how it is shown elsewhere.
          const shown = (due ? page.slice(page.indexOf('<body')) : page).split(word).length - 1;
          if (shown !== due)
            ledger.violation(`${gateway.name} shows ${path}#p${no} ${shown} times, not ${due}`);
        }
      }
    }),
  );
}

/** Every reader of a live thread was told of every post there, and last that a deleted one is gone. */
export function checkSubscribers(subscribers: readonly Subscriber[], ledger: Ledger): void {
  for (const { place, last } of subscribers) {
    for (const { no, deleted } of ledger.in(place.board, place.thread)) {
      if (no === place.thread) continue;
      const seen = last.get(no);
      const name = `/${place.board}/thread/${place.thread}#p${no}`;
      if (!seen) ledger.violation(`a reader was never told of ${name}`);
      else if (seen.gone !== deleted)
        ledger.violation(`a reader holds ${name} for ${seen.gone ? 'gone' : 'alive'}`);
    }
  }
}

/** Every acknowledged post is one row under its number, and numbers of a board are 1..n. */
export async function checkDatabase(house: House, ledger: Ledger): Promise<void> {
  const { rows } = await house.db.query<{ slug: string; no: number; text: string }>(
    'SELECT b.slug, p.no, p.text FROM posts p JOIN boards b ON b.id = p.board_id ORDER BY b.slug, p.no',
  );
  for (const { board, no, word } of ledger.posts) {
    const found = rows.filter((row) => row.text === word);
    const right = found.length === 1 && found[0]?.slug === board && found[0].no === no;
    if (!right) ledger.violation(`/${board}/${no} is there as ${JSON.stringify(found)}`);
  }
  const next = new Map<string, number>();
  for (const { slug, no } of rows) {
    const due = next.get(slug) ?? 1;
    if (no !== due) ledger.violation(`/${slug}/ has number ${no} where ${due} was due`);
    next.set(slug, no + 1);
  }
}

/**
 * Before any sweep no released file is in reach; then media is started anew without grace, and when its sweep is
 * done there is no orphan, and every picture on every page is there.
 */
export async function checkFiles(house: House, ledger: Ledger): Promise<void> {
  const released = await copies(house, "SELECT name FROM files WHERE state <> 'live'");
  if (released.size === 0) ledger.violation('no file was ever released, so that nothing was seen of it');
  for (const folder of ['files/', 'thumbs/']) {
    for (const name of await house.storedNames(folder)) {
      if (released.has(copyOf(name)))
        ledger.violation(`${folder}${name} was released and is still in the store`);
    }
  }

  await house.reopen('media', { SWEEP_EVERY_MS: '200', SWEEP_GRACE_MS: '0', INCOMING_GRACE_MS: '0' });
  const shown = await copies(house, "SELECT name FROM files WHERE state = 'live'");
  const orphans = async (): Promise<string[]> => [
    ...(await house.storedNames('incoming/')),
    ...(await house.storedNames('files/')).filter((name) => !shown.has(copyOf(name))),
    ...(await house.storedNames('thumbs/')).filter((name) => !shown.has(copyOf(name))),
  ];
  // After so many blows there may be more than a sweep takes by itself.
  await house.board('sweep', '--yes');
  await until('the sweep leaves no orphan', async () => (await orphans()).length === 0, 20_000).catch(
    async () => {
      ledger.violation(`after the sweep there are orphans: ${(await orphans()).join(', ')}`);
    },
  );
  await checkPictures(house, ledger);
}

async function checkPictures(house: House, ledger: Ledger): Promise<void> {
  const gateway = house.url(0);
  let pictures = 0;
  for (const { board, thread, gone } of ledger.threads()) {
    if (gone) continue;
    const page = await (await read(`${gateway}/${board}/thread/${thread}`)).text();
    for (const [, link] of page.matchAll(/(?:href|src)="(\/media\/[^"]+)"/g)) {
      pictures += 1;
      const { status } = await read(gateway + link);
      if (status !== 200) ledger.violation(`${link} on /${board}/thread/${thread} answers ${status}`);
    }
  }
  const due = ledger.posts.filter((post) => post.files > 0 && !post.deleted).length;
  if (pictures < due) ledger.violation(`${due} files were sent, and the pages show ${pictures}`);
}

async function copies(house: House, sql: string): Promise<Set<string>> {
  const { rows } = await house.db.query<{ name: string }>(sql);
  return new Set(rows.map((row) => copyOf(row.name)));
}

/** `<sha>.<uuid>`: what the names of a file and of its thumbnail have in common. */
function copyOf(name: string): string {
  return name.split('.', 2).join('.');
}

function read(url: string): Promise<Response> {
  return fetch(url, { headers: { 'accept-language': 'en', 'x-forwarded-for': newAddress() } });
}
