import { field } from './draft.js';
import { postForm } from './page.js';

/** What this device remembers of who writes here, for all boards. @param {string} key */
function remembered(key) {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    // Storage is forbidden here.
    return '';
  }
}

/** @param {string} key @param {string} value */
function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is full or forbidden: it is asked for again on the next page.
  }
}

/** Fills in who writes, where nothing is filled in. @param {HTMLFormElement} form */
export function fillWho(form) {
  const name = field(form, 'name');
  if (name) name.value ||= remembered('name');
}

document.addEventListener('input', ({ target }) => {
  const form = postForm();
  if (form && target instanceof HTMLInputElement && target.form === form && target.name === 'name')
    remember('name', target.value);
});

{
  const form = postForm();
  if (form) fillWho(form);
}
