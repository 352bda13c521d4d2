import { field } from './draft.js';
import { recall, remember } from './memory.js';
import { postForm } from './page.js';

/** The password of all posts of this browser: the one that was typed last, else a random one that is made once. */
export function ownPassword() {
  const kept = recall('password');
  if (kept) return kept;
  const made = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  remember('password', made);
  return made;
}

/** Fills in who writes, where nothing is filled in. @param {HTMLFormElement} form */
export function fillWho(form) {
  const name = field(form, 'name');
  if (name) name.value ||= recall('name') ?? '';
  field(form, 'password').value ||= ownPassword();
}

document.addEventListener('input', ({ target }) => {
  const form = postForm();
  if (!form || !(target instanceof HTMLInputElement) || target.form !== form) return;
  if (target.name === 'name' || target.name === 'password') remember(target.name, target.value);
});

{
  const form = postForm();
  if (form) fillWho(form);
}
