import { recallNumbers, remember } from './memory.js';
import { boardHere, element, postAt, words } from './page.js';

/** So many numbers are kept of each board; a browser gives a site 5 MB in all. */
const MOST_OWN = 2_000;

/** @param {string} board */
function ownKey(board) {
  return `own:${board}`;
}

/** Whether a post was written in this browser. @param {string} board @param {number} no */
export function isOwn(board, no) {
  return recallNumbers(ownKey(board)).includes(no);
}

/** Keeps that a post was written in this browser. @param {string} board @param {number} no */
export function rememberOwn(board, no) {
  const others = recallNumbers(ownKey(board)).filter((own) => own !== no);
  remember(ownKey(board), [...others, no].slice(-MOST_OWN));
}

/** Marks own posts, and cites of them, as such. @param {ParentNode} root */
export function markOwn(root) {
  /** @type {Map<string, Set<number>>} */
  const boards = new Map();
  /** @param {string} board @param {number} no */
  const own = (board, no) => {
    const known = boards.get(board) ?? new Set(recallNumbers(ownKey(board)));
    boards.set(board, known);
    return known.has(no);
  };
  const sign = () => element('span', 'you', ` ${words.you}`);
  for (const post of /** @type {NodeListOf<HTMLElement>} */ (
    root.querySelectorAll('article.post:not(.own)')
  )) {
    if (!own(boardHere, Number(post.dataset.no))) continue;
    post.classList.add('own');
    post.querySelector('.no')?.after(sign());
    if (!document.getElementById('withdraw-form')) continue;
    const button = element('button', 'take-back', words.takeBack);
    button.setAttribute('type', 'button');
    post.querySelector('.meta')?.append(' ', button);
  }
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    root.querySelectorAll('.post .cite:not(.mine)')
  )) {
    const at = postAt(link);
    if (!at || !own(at.board, at.no)) continue;
    link.classList.add('mine');
    link.after(sign());
    if (link.closest('.text')) link.closest('article')?.classList.add('answer');
  }
}

document.addEventListener('board:posted', () => markOwn(document));
markOwn(document);
