import { field, keepDraft, readDraft, writeDraft } from './draft.js';
import { rememberOwn } from './own.js';
import { boardHere, element, postForm, words } from './page.js';
import { fillWho } from './who.js';

/** Says in the form that it could not be sent, and why. @param {string} sentence */
function showFailure(sentence) {
  const form = postForm();
  if (!form) return;
  for (const old of form.querySelectorAll('.refusal, .posted')) old.remove();
  const notice = element('p', 'refusal', sentence);
  notice.setAttribute('role', 'alert');
  form.querySelector('h2')?.after(notice);
}

/**
 * A form came in place of the one that was sent.
 * @param {HTMLFormElement} fresh @param {HTMLFormElement} sent
 */
function receiveForm(fresh, sent) {
  const { posted, refused } = fresh.dataset;
  fillWho(fresh);
  if (posted) {
    writeDraft(fresh, null);
    rememberOwn(boardHere, Number(posted));
    document.dispatchEvent(new CustomEvent('board:posted'));
    return;
  }
  const draft = readDraft(fresh);
  if (refused === 'form_reused' && draft) writeDraft(fresh, { ...draft, id: '' });
  // None of the chosen files was accepted, so all of them are still to be sent.
  const files = field(sent, 'files')?.files;
  const tokens = (/** @type {HTMLFormElement} */ form) => form.querySelectorAll('[name="token"]').length;
  if (files?.length && tokens(fresh) <= tokens(sent)) field(fresh, 'files').files = files;
  keepDraft(fresh);
  fresh.querySelector('.refusal')?.scrollIntoView({ block: 'nearest' });
}

document.addEventListener('htmx:before:request', ({ target }) => {
  if (target !== postForm()) return;
  const button = /** @type {HTMLElement} */ (postForm()?.querySelector('.send'));
  button.dataset.word ??= button.textContent ?? '';
  button.textContent = words.sending ?? '';
});

document.addEventListener('htmx:after:request', (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  const form = postForm();
  const onward = ctx.hx?.redirect || ctx.hx?.location;
  if (!form || event.target !== form || !onward) return;
  // The new thread is shown next; what was written has become its first post.
  writeDraft(form, null);
  const [, board, no] = /^\/([a-z0-9]+)\/thread\/\d+#p(\d+)$/.exec(onward) ?? [];
  if (board) rememberOwn(board, Number(no));
});

// Whatever is not our form (a proxy's page, the gateway's own words when nothing can be drawn) does not take its place.
document.addEventListener('htmx:before:swap', (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  if (event.target !== postForm() || /<form id="post-form"[^>]* data-hx-post=/.test(ctx.text)) return;
  event.preventDefault();
  const answer = new DOMParser().parseFromString(ctx.text, 'text/html');
  showFailure(answer.querySelector('[role="alert"]')?.textContent || (words.broken ?? ''));
});

document.addEventListener('htmx:error', ({ target }) => {
  if (target === postForm()) showFailure(words.failed ?? '');
});

document.addEventListener('htmx:finally:request', () => {
  const button = /** @type {HTMLElement | null | undefined} */ (postForm()?.querySelector('.send'));
  if (button?.dataset.word) button.textContent = button.dataset.word;
});

// Come back to by the back button, from the thread that was made: the form would still be waiting.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted && postForm()?.matches('.htmx-request')) location.reload();
});

document.addEventListener('keydown', (event) => {
  const form = postForm();
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !form) return;
  if (event.target instanceof Node && form.contains(event.target)) form.requestSubmit();
});

{
  const place = postForm()?.parentElement;
  const observer = new MutationObserver((records) => {
    const sent = records
      .flatMap((record) => [...record.removedNodes])
      .find((node) => node instanceof HTMLFormElement);
    const fresh = postForm();
    if (sent && fresh && sent !== fresh) receiveForm(fresh, sent);
  });
  if (place) observer.observe(place, { childList: true });
}
