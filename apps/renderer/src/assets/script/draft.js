import { postForm } from './page.js';

/**
 * A draft belongs to a place (the form's address) and to this tab. It has the id under which it is sent: the same id
 * for every try, so that a post is made once however often it is sent; a new one for the next post.
 *
 * @typedef {{ id: string, subject: string, text: string, sage: boolean, spoiler: boolean }} Draft
 */

/** Drafts of this page, in case the browser keeps none for the tab. @type {Map<string, string>} */
const unkept = new Map();

/** @param {HTMLFormElement} form */
function draftKey(form) {
  return `draft:${form.getAttribute('action')}`;
}

/** @param {HTMLFormElement} form @returns {Draft | null} */
export function readDraft(form) {
  const key = draftKey(form);
  try {
    const kept = sessionStorage.getItem(key) ?? unkept.get(key);
    return kept ? JSON.parse(kept) : null;
  } catch {
    // Storage is forbidden here.
    return JSON.parse(unkept.get(key) ?? 'null');
  }
}

/** @param {HTMLFormElement} form @param {Draft | null} draft */
export function writeDraft(form, draft) {
  const key = draftKey(form);
  if (draft) unkept.set(key, JSON.stringify(draft));
  else unkept.delete(key);
  try {
    if (draft) sessionStorage.setItem(key, JSON.stringify(draft));
    else sessionStorage.removeItem(key);
  } catch {
    // Storage is full or forbidden: the draft lives as long as the page.
  }
}

/** A random uuid; browsers give one themselves only on https and localhost. */
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** @param {HTMLFormElement} form @param {string} name @returns {any} */
export function field(form, name) {
  return form.elements.namedItem(name);
}

/** Gives the form its id and keeps what is in it. @param {HTMLFormElement} form */
export function keepDraft(form) {
  let id = field(form, 'formId');
  if (!id) {
    id = document.createElement('input');
    Object.assign(id, { type: 'hidden', name: 'formId', value: readDraft(form)?.id || newId() });
    form.prepend(id);
  }
  const sage = field(form, 'sage');
  writeDraft(form, {
    id: id.value,
    subject: field(form, 'subject').value,
    text: field(form, 'text').value,
    sage: Boolean(sage?.checked),
    spoiler: Boolean(field(form, 'spoiler')?.checked),
  });
}

/** Fills an empty form with what was being written here. @param {HTMLFormElement} form */
function restoreDraft(form) {
  const draft = readDraft(form);
  if (!draft || form.dataset.refused !== undefined) return;
  const text = field(form, 'text');
  if (text.value === '') text.value = draft.text;
  field(form, 'subject').value ||= draft.subject;
  const sage = field(form, 'sage');
  if (sage) sage.checked ||= draft.sage;
  const spoiler = field(form, 'spoiler');
  if (spoiler) spoiler.checked ||= draft.spoiler;
  if (draft.text) form.closest('details')?.setAttribute('open', '');
}

for (const touched of ['input', 'change']) {
  document.addEventListener(touched, ({ target }) => {
    const form = postForm();
    if (form && target instanceof Node && form.contains(target)) keepDraft(form);
  });
}
// Before htmx reads the form.
document.addEventListener(
  'submit',
  ({ target }) => {
    const form = postForm();
    if (form && target === form) keepDraft(form);
  },
  true,
);

{
  const form = postForm();
  if (form) restoreDraft(form);
}
