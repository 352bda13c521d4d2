import { citedPost } from './cited.js';
import { element, plainClick, postAt } from './page.js';

/** What was opened beneath cites. @type {WeakMap<Element, Element>} */
const opened = new WeakMap();

/** @param {Element} link */
function foldCite(link) {
  link.setAttribute('aria-expanded', 'false');
  opened.get(link)?.remove();
}

/** Opens the cited post beneath the line of its cite, or goes there when it cannot be had. @param {HTMLAnchorElement} link */
async function unfoldCite(link) {
  link.setAttribute('aria-expanded', 'true');
  const post = await citedPost(link).catch(() => null);
  if (!post) {
    location.assign(link.href);
    return;
  }
  if (link.ariaExpanded !== 'true') return;
  const box = element('div', 'inlined');
  box.append(post);
  opened.set(link, box);
  link.closest('p, footer')?.after(box);
}

/** The addresses of the cites that are open in a post, for opening them again in the one that replaces it. @param {Element} post */
export function unfoldedIn(post) {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (
    post.querySelectorAll('a.cite[aria-expanded="true"]')
  );
  return [...links].filter((link) => link.closest('article') === post).map(({ href }) => href);
}

/** @param {Element} post @param {string[]} hrefs */
export function unfoldAgain(post, hrefs) {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (post.querySelectorAll('a.cite'))) {
    if (hrefs.includes(link.href)) void unfoldCite(link);
  }
}

document.addEventListener('click', (event) => {
  const link = /** @type {HTMLAnchorElement | null} */ (plainClick(event, '.post a.cite'));
  if (!link || !postAt(link)) return;
  event.preventDefault();
  if (link.ariaExpanded === 'true') foldCite(link);
  else void unfoldCite(link);
});
