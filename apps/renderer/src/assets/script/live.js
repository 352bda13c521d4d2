import { field } from './draft.js';
import { list, postForm, words } from './page.js';
import { applyChanges } from './posts.js';

const POLL_MS = 5_000;
const MOST_MS = 60_000;
/** So long a hidden tab keeps its stream: browsers open few at a time, and readers many tabs. */
const HIDDEN_MS = 10_000;
/** How often a hidden tab asks after that, for the count in its title. */
const HIDDEN_POLL_MS = 60_000;
const RELOAD_WITHIN_MS = 10_000;

/**
 * Follows a thread: over a stream, or by polling where streams are refused. Whatever breaks, it goes on from the last
 * version that was applied.
 * @param {HTMLElement} posts
 */
function follow(posts) {
  const address = new URL(posts.dataset.live ?? '', location.href);
  const sign = document.getElementById('live');
  /** @type {EventSource | null} */
  let stream = null;
  let polling = false;
  let ended = false;
  let failures = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {'live' | 'polling' | 'waiting' | 'gone' | 'stale'} state */
  function show(state) {
    if (!sign) return;
    sign.className = state;
    sign.textContent = words[state] ?? '';
  }

  function stop() {
    clearTimeout(timer);
    stream?.close();
    stream = null;
  }

  /** @param {number} ms */
  function later(ms) {
    stop();
    if (ended) return;
    timer = setTimeout(polling || document.hidden ? poll : connect, ms * (0.75 + Math.random() / 2));
  }

  function retry() {
    show('waiting');
    failures += 1;
    later(Math.min(MOST_MS, 500 * 2 ** failures));
  }

  /** @param {'gone' | 'stale'} why */
  function end(why) {
    ended = true;
    stop();
    show(why);
  }

  /** A page that is being written on is not taken away from under the writer. */
  function reload() {
    end('stale');
    setTimeout(() => {
      const form = postForm();
      const busy = form && (form.contains(document.activeElement) || field(form, 'files')?.files.length);
      if (busy) document.addEventListener('board:posted', () => location.reload());
      else location.reload();
    }, Math.random() * RELOAD_WITHIN_MS);
  }

  /** @param {string} event @param {string} html @param {string} id */
  function receive(event, html, id) {
    failures = 0;
    if (id) address.searchParams.set('since', id);
    if (event === 'posts') applyChanges(html);
    else if (event === 'gone') {
      end('gone');
      posts.replaceChildren();
      postForm()?.remove();
    } else if (event === 'reload') reload();
    else if (event === 'poll') {
      polling = true;
      later(POLL_MS);
    }
  }

  function connect() {
    stop();
    const opened = new EventSource(address);
    stream = opened;
    opened.onopen = () => show('live');
    // A refusal and a broken line look the same here; both are met by coming again later and later.
    opened.onerror = retry;
    for (const name of ['posts', 'gone', 'reload', 'poll']) {
      opened.addEventListener(name, ({ data, lastEventId }) => receive(name, data, lastEventId));
    }
  }

  async function poll() {
    const url = new URL(address);
    url.pathname = url.pathname.replace(/\/live$/, '');
    try {
      const response = await fetch(url, { headers: { Accept: 'application/json' }, cache: 'no-store' });
      if (!response.ok) throw new Error(`The board answered ${response.status}`);
      const { id, event, html } = await response.json();
      receive(event, html, id);
      if (ended) return;
      if (polling) show('polling');
      later(document.hidden ? HIDDEN_POLL_MS : POLL_MS);
    } catch {
      retry();
    }
  }

  document.addEventListener('visibilitychange', () => {
    if (ended) return;
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(() => later(HIDDEN_POLL_MS), HIDDEN_MS);
    else if (!stream) later(0);
  });
  document.addEventListener('board:posted', () => polling && !ended && later(0));
  addEventListener('pagehide', stop);
  addEventListener('pageshow', (event) => event.persisted && later(0));
  if (!document.hidden) connect();
}

if (list?.dataset.live) follow(list);
