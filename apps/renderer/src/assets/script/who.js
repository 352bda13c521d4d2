import { field } from './draft.js';
import { recall, remember } from './memory.js';
import { postForm } from './page.js';

/** Fills in who writes, where nothing is filled in. @param {HTMLFormElement} form */
export function fillWho(form) {
  const name = field(form, 'name');
  if (name) name.value ||= recall('name') ?? '';
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
