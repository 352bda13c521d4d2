/** Sentences for the reader, in the page's language. */
export const words = document.body.dataset;

/** @returns {HTMLFormElement | null} */
export function postForm() {
  return /** @type {HTMLFormElement | null} */ (document.getElementById('post-form'));
}

/** @type {HTMLElement | null} */
export const list = document.querySelector('#posts');

/** The board that this page belongs to, or ''. */
export const boardHere = /^\/([a-z0-9]+)\//.exec(location.pathname)?.[1] ?? '';

/**
 * The post that a link leads to: its board and number, and the path of its thread. Null for any other link.
 * @param {HTMLAnchorElement} link
 */
export function postAt({ pathname, hash }) {
  const [path, board = ''] = /^\/([a-z0-9]+)\/thread\/\d+/.exec(pathname) ?? [];
  const no = Number(/^#p(\d+)$/.exec(hash)?.[1]);
  return path && no ? { board, no, path } : null;
}

/** @param {string} tag @param {string} className @param {string} [text] */
export function element(tag, className, text = '') {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/**
 * The element a plain click fell on, or null when it means something else (another button, a key held, taken already).
 * @param {MouseEvent} event @param {string} selector
 * @returns {HTMLElement | null}
 */
export function plainClick(event, selector) {
  const { defaultPrevented, button, ctrlKey, metaKey, shiftKey, altKey, target } = event;
  if (defaultPrevented || button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return null;
  return target instanceof Element ? target.closest(selector) : null;
}
