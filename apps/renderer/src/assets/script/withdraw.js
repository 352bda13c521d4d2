import { field } from './draft.js';
import { element, list, plainClick, words } from './page.js';
import { ownPassword } from './who.js';

/** @returns {HTMLFormElement | null} */
function withdrawForm() {
  return /** @type {HTMLFormElement | null} */ (document.getElementById('withdraw-form'));
}

/** Says beneath the form what came of it. @param {HTMLFormElement} form @param {string} role @param {string} sentence */
function sayInForm(form, role, sentence) {
  for (const old of form.querySelectorAll('[role]')) old.remove();
  const notice = element('p', role === 'alert' ? 'refusal' : 'posted', sentence);
  notice.setAttribute('role', role);
  form.append(notice);
}

/** Sends the form; a thread that is read live then changes by itself, any other page is loaded again. @param {HTMLFormElement} form */
async function sendWithdrawal(form) {
  // Form fields are urlencoded, as without a script; there is no file among them.
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  try {
    const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' });
    if (answer.type === 'opaqueredirect') {
      sayInForm(form, 'status', words.withdrawn ?? '');
      if (!list) location.reload();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    sayInForm(form, 'alert', page.querySelector('[role="alert"]')?.textContent || (words.failed ?? ''));
  } catch {
    sayInForm(form, 'alert', words.unreached ?? '');
  }
}

document.addEventListener('submit', (event) => {
  const form = withdrawForm();
  if (!form || event.target !== form) return;
  event.preventDefault();
  void sendWithdrawal(form);
});

// An own post has a button: it fills the form in, which then says what will be deleted.
document.addEventListener('click', (event) => {
  const form = withdrawForm();
  const post = plainClick(event, '.take-back')?.closest('article');
  if (!form || !post) return;
  for (const old of form.querySelectorAll('[role]')) old.remove();
  field(form, 'no').value = post.dataset.no;
  field(form, 'password').value = ownPassword();
  form.closest('details')?.setAttribute('open', '');
  form.scrollIntoView({ block: 'center' });
  form.querySelector('button')?.focus({ preventScroll: true });
});
