import { unfoldAgain, unfoldedIn } from './inline.js';
import { markOwn } from './own.js';
import { list } from './page.js';
import { localTimes } from './times.js';
import { countUnseen } from './unread.js';

/** Where only the end of a thread is shown, the number that it begins with; what comes before it is not shown here. */
const firstShown = list?.matches('.latest')
  ? Number(/** @type {HTMLElement | undefined} */ (list.children[1])?.dataset.no ?? 0)
  : 0;

/**
 * Replaces a post, but leaves an opened picture or running video where it is, unless a file has gone, and what was
 * opened beneath its cites.
 * @param {Element} old @param {Element} next
 */
function replacePost(old, next) {
  const unfolded = unfoldedIn(old);
  swapParts(old, next);
  if (unfolded.length) unfoldAgain(next.isConnected ? next : old, unfolded);
}

/** @param {Element} old @param {Element} next */
function swapParts(old, next) {
  const files = old.querySelector(':scope > .files');
  const same = next.querySelector(':scope > .files');
  if (!files?.querySelector('.open') || same?.childElementCount !== files.childElementCount) {
    old.replaceWith(next);
    return;
  }
  for (const part of [...old.children]) if (part !== files) part.remove();
  let above = true;
  for (const part of [...next.children]) {
    if (part === same) above = false;
    else if (above) files.before(part);
    else old.append(part);
  }
}

/** Puts a new post behind the last one of a lower number. @param {HTMLElement} post */
function insertPost(post) {
  const no = Number(post.dataset.no);
  let before = list?.lastElementChild;
  while (before && Number(/** @type {HTMLElement} */ (before).dataset.no) > no)
    before = before.previousElementSibling;
  if (before) before.after(post);
  else list?.prepend(post);
}

/** Applies what the board tells of a thread: its state, and posts that are new, changed or gone. @param {string} html */
export function applyChanges(html) {
  const told = document.createElement('template');
  told.innerHTML = html;
  // Imported first: links in a template lead nowhere.
  const news = document.importNode(told.content, true);
  localTimes(news);
  markOwn(news);
  /** @type {number[]} */
  const come = [];
  for (const part of /** @type {HTMLElement[]} */ ([...news.children])) {
    const no = Number(part.dataset.no);
    const old = document.getElementById(part.id);
    if (part.dataset.gone !== undefined) old?.remove();
    else if (part.id === 'thread-state' && old) old.replaceWith(part);
    else if (old) replacePost(old, part);
    else if (no && no >= firstShown) {
      part.classList.add('new');
      insertPost(part);
      come.push(no);
    }
  }
  countUnseen(come);
}
