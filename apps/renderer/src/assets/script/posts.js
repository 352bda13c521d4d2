import { list } from './page.js';
import { localTimes } from './times.js';

/**
 * Replaces a post, but leaves an opened picture or running video where it is, unless a file has gone.
 * @param {Element} old @param {Element} next
 */
function replacePost(old, next) {
  const files = old.querySelector('.files');
  const same = next.querySelector('.files');
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
  localTimes(told.content);
  for (const part of /** @type {HTMLElement[]} */ ([...told.content.children])) {
    const old = document.getElementById(part.id);
    if (part.dataset.gone !== undefined) old?.remove();
    else if (part.id === 'thread-state' && old) old.replaceWith(part);
    else if (old) replacePost(old, part);
    else if (part.dataset.no) {
      part.classList.add('new');
      insertPost(part);
    }
  }
}
