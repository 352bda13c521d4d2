import { recallNumbers, remember } from './memory.js';
import { boardHere, element, words } from './page.js';

/** So many hidden threads of a board are kept. */
const MOST_HIDDEN = 500;
const hiddenKey = `hidden:${boardHere}`;

/** @param {number} no @param {boolean} hidden */
function rememberHidden(no, hidden) {
  const others = recallNumbers(hiddenKey).filter((one) => one !== no);
  remember(hiddenKey, hidden ? [...others, no].slice(-MOST_HIDDEN) : others);
}

/** Lets a thread be hidden with its button, and when hidden be brought back with a line of its own. @param {HTMLElement} thread */
function makeHideable(thread) {
  const no = Number(thread.dataset.hides);
  const hide = /** @type {HTMLButtonElement} */ (thread.querySelector('button.hide'));
  const undo = element('p', 'undo', `${words.hidden}${no} `);
  const show = /** @type {HTMLButtonElement} */ (element('button', 'hide', words.show));
  show.type = 'button';
  undo.append(show);
  undo.hidden = true;
  thread.prepend(undo);
  hide.addEventListener('click', () => setHidden(true).focus());
  show.addEventListener('click', () => setHidden(false).focus());

  /** @param {boolean} hidden */
  function setHidden(hidden) {
    rememberHidden(no, hidden);
    return wear(hidden);
  }

  /** Gives back the button that is there now. @param {boolean} hidden */
  function wear(hidden) {
    thread.classList.toggle('hid', hidden);
    undo.hidden = !hidden;
    return hidden ? show : hide;
  }

  if (recallNumbers(hiddenKey).includes(no)) wear(true);
}

for (const thread of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-hides]'))) {
  makeHideable(thread);
}
