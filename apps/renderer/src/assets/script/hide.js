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

/** @param {string} text @param {() => void} act */
function hideButton(text, act) {
  const button = element('button', 'hide', text);
  button.setAttribute('type', 'button');
  button.addEventListener('click', act);
  return button;
}

/** Gives a thread the button that hides it, and when hidden the line that brings it back. @param {HTMLElement} thread */
function makeHideable(thread) {
  const no = Number(thread.dataset.hides);
  const hide = hideButton(words.hide ?? '', () => setHidden(true)?.focus());
  const undo = element('p', 'undo', `${words.hidden}${no} `);
  const show = hideButton(words.show ?? '', () => setHidden(false)?.focus());
  undo.append(show);
  undo.hidden = true;
  thread.prepend(undo);
  thread.querySelector('.actions')?.append(' ', hide);

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
