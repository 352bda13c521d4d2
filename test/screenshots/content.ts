import { type House, type Place, Visitor } from '@board/testing';
import { draw } from '../../tools/demo/scenes.ts';

/** Fills the house with a few conversations and gives the one worth a picture. */
export async function converse(house: House): Promise<Place> {
  const say = (draft: Parameters<Visitor['post']>[0]): Promise<Place> => new Visitor(house.url()).post(draft);

  const types = await say({
    board: 'pr',
    subject: 'What did you delete today?',
    text: 'I begin: 1,400 lines of a "flexible" form builder that only ever built one form.\n\nThe one form is 60 lines now.',
  });
  await say({ board: 'pr', thread: types.thread, text: `>>${types.no}\n>flexible\nIt is always that word.` });
  await say({
    board: 'pr',
    thread: types.thread,
    text: 'A cache. It was slower than the query: `SELECT 1 FROM users WHERE id = $1` takes **0.2 ms** here.',
  });
  await say({
    board: 'pr',
    subject: 'Terminal fonts',
    text: 'Which one, at which size, and since when?',
    files: [await draw('night')],
  });
  await say({ board: 'test', text: 'Does this thing work?' });

  const tea = await say({
    subject: 'Tea',
    text: 'What is in your cup this evening?',
    files: [await draw('tea')],
  });
  const second = await say({
    thread: tea.thread,
    text: `>>${tea.no}\nShou pu-erh, the third steep. It only gets better.`,
  });
  await say({
    thread: tea.thread,
    text: `>>${second.no}\n>third\nPeople stop at the third? The *fifth* is where it begins.`,
  });

  await say({ text: 'Found this on the way to work. What tree is it?', files: [await draw('leaf')] });

  const walk = await say({
    subject: 'Evening walks',
    text: 'Post what you saw on the way home.\n\nNo filters, no filter names, no cameras. Just where you were and what the light did.',
    files: [await draw('dusk')],
  });
  const { thread } = walk;
  const hills = await say({
    thread,
    text: `>>${walk.no}\nThe ridge behind the allotments? I know that bench.`,
  });
  await say({ thread, text: 'Eleventh floor, waiting for the kettle.', files: [await draw('night')] });
  const boat = await say({
    thread,
    text: 'Ten minutes before the rain. It *moved*, so here it is moving too.',
    files: [await draw('sea'), await draw('film')],
  });
  await say({
    thread,
    text: `>>${boat.no}\n>Ten minutes before the rain\nDid you get wet?\n\nAlso, for those who collect them: %%the boat is called "Perhaps"%%.`,
  });
  await say({
    thread,
    text: `>>${hills.no}\nThat one. Somebody has carved a heart and two primes into it, https://oeis.org/A000040 says they are right.`,
  });
  await house.settle();
  return walk;
}
