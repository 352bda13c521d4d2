import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Draft,
  type House,
  newAddress,
  newFormId,
  noise,
  type Place,
  placeOf,
  strip,
  Visitor,
} from '@board/testing';
import type { Acknowledged, Ledger } from './ledger.ts';
import { takeDown } from './take-down.ts';

/** Patience of a client with one request; ingesting a file again on another replica takes a while. */
const REQUEST_MS = 8_000;
/** A form that is not answered for this long after many attempts is a finding, not bad luck. */
const INSIST_MS = 60_000;

/**
 * Someone who posts without end until `signal` is raised: mostly replies into the shared threads, now and then a thread
 * of their own, every third with a file. Each form is sent again, the same, until the board has answered it.
 */
export async function postUntil(
  signal: AbortSignal,
  house: House,
  ledger: Ledger,
  shared: readonly Place[],
  index: number,
): Promise<void> {
  const address = newAddress();
  for (let turn = 0; !signal.aborted; turn += 1) {
    const { board, thread } = shared[(index + turn) % shared.length] as Place;
    const draft = {
      board,
      thread: turn % 8 === 5 ? null : thread,
      files: turn % 3 === 0 ? [noise()] : [],
    };
    const post = await acknowledged(ledger, draft, () => anyGateway(house, index), address);
    if (!post) return;
    if (ledger.posts.indexOf(post) % 10 === 9) await takeDown(house, post);
  }
}

/** Posts a word of its own and notes what came of it; undefined when it was refused, which is noted too. */
export async function acknowledged(
  ledger: Ledger,
  draft: Draft,
  gateway: () => string,
  address = newAddress(),
): Promise<Acknowledged | undefined> {
  const word = `w${randomUUID().replaceAll('-', '')}`;
  const person = new Visitor(gateway, { address });
  const place = await insist(person, { ...draft, text: word, formId: newFormId() }, ledger);
  if (!place) return undefined;
  const post = { ...place, word, deleted: false, files: draft.files?.length ?? 0 };
  ledger.posts.push(post);
  return post;
}

/** Sends the same form until it is taken. Undefined when it was refused for good, which is noted. */
async function insist(person: Visitor, draft: Draft, ledger: Ledger): Promise<Place | undefined> {
  const deadline = performance.now() + INSIST_MS;
  let last = '';
  while (performance.now() < deadline) {
    try {
      const response = await person.send(draft, { signal: AbortSignal.timeout(REQUEST_MS) });
      const words = strip(await response.text());
      const place = placeOf(response);
      if (place) return place;
      last = `${response.status}: ${words.slice(0, 300)}`;
      if (response.status < 500 && response.status !== 429) {
        ledger.violation(`a good form was refused with ${last}`);
        return undefined;
      }
    } catch (error) {
      last = String(error);
    }
    await pause(200);
  }
  ledger.violation(`a form was not answered in ${INSIST_MS} ms, at last with ${last}`);
  return undefined;
}

/** A gateway that runs, in turn; without one, the request fails and is tried again. */
function anyGateway(house: House, index: number): string {
  const running = house.services.gateway.filter((gateway) => gateway.awake);
  const turn = index + Math.floor(performance.now() / 1_000);
  const gateway = running[turn % running.length];
  if (!gateway) throw new Error('no gateway runs');
  return gateway.url;
}
