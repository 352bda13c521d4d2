import { markOwn } from './own.js';
import { boardHere, postAt } from './page.js';
import { localTimes } from './times.js';

/** How long a page that posts were looked up on is taken for new. */
const FRESH_MS = 60_000;

/** Pages that posts were looked up on, by path. @type {Map<string, Promise<Document | null>>} */
const fetchedPages = new Map();

/** The page at a path, or null when there is none. Throws when it cannot be had. @param {string} path */
async function fetchPage(path) {
  const response = await fetch(path, { headers: { Accept: 'text/html' } });
  if (response.status === 404 || response.status === 410) return null;
  if (!response.ok) throw new Error(`The board answered ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}

/** @param {string} path */
function pageAt(path) {
  let page = fetchedPages.get(path);
  if (page) return page;
  page = fetchPage(path);
  fetchedPages.set(path, page);
  const forget = () => fetchedPages.delete(path);
  page.then(() => setTimeout(forget, FRESH_MS), forget);
  return page;
}

/** A post to be shown a second time: without its id, and folded. @param {Element} post */
function copyOf(post) {
  const copy = /** @type {HTMLElement} */ (document.importNode(post, true));
  copy.removeAttribute('id');
  copy.classList.remove('new');
  for (const part of copy.querySelectorAll('.full, .fold, .inlined')) part.remove();
  for (const open of copy.querySelectorAll('.open')) open.classList.remove('open');
  for (const link of copy.querySelectorAll('[aria-expanded]')) link.removeAttribute('aria-expanded');
  return copy;
}

/**
 * A copy of the post that a link leads to, from this page or else from its thread's; null when it is not there.
 * Throws when its page cannot be had.
 * @param {HTMLAnchorElement} link
 */
export async function citedPost(link) {
  const at = postAt(link);
  if (!at) return null;
  const here = at.board === boardHere && document.getElementById(`p${at.no}`);
  if (here) return copyOf(here);
  const there = (await pageAt(at.path))?.getElementById(`p${at.no}`);
  if (!there) return null;
  const copy = copyOf(there);
  localTimes(copy);
  markOwn(copy);
  return copy;
}
