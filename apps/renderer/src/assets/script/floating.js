import { element, words } from './page.js';

/** Where the form floats is seen; where it stands as a sheet at the bottom of a phone, it is not moved. */
const roomy = matchMedia('(min-width: 40rem)');

/** The form's place while it is out of its own. */
function floatingPlace() {
  return /** @type {HTMLElement | null} */ (document.querySelector('.floating'));
}

/** Puts the form back where it stands on the page, with all that is in it. */
function settleForm() {
  floatingPlace()?.classList.remove('floating', 'moved');
}

/** Brings the form to the reader when it is out of sight. @param {HTMLFormElement} form */
export function fetchForm(form) {
  const { top, bottom } = form.getBoundingClientRect();
  if (top < innerHeight - 80 && bottom > 80) return;
  const place = /** @type {HTMLElement} */ (form.parentElement);
  place.classList.add('floating');
  if (place.querySelector('.close')) return;
  const close = element('button', 'close', '×');
  close.setAttribute('type', 'button');
  close.setAttribute('aria-label', words.close ?? '');
  close.addEventListener('click', settleForm);
  place.prepend(close);
}

/** Moves the form with the pointer that holds it by its heading. @param {PointerEvent} event */
function drag(event) {
  const place = floatingPlace();
  const heading = event.target instanceof Element && event.target.closest('.floating h2');
  if (!place || !heading || event.button !== 0 || !roomy.matches) return;
  event.preventDefault();
  const { left, top, width } = place.getBoundingClientRect();
  const held = { x: event.clientX - left, y: event.clientY - top };
  /** @param {PointerEvent} at */
  const move = ({ clientX, clientY }) => {
    const x = Math.max(0, Math.min(clientX - held.x, document.documentElement.clientWidth - width));
    const y = Math.max(0, Math.min(clientY - held.y, innerHeight - 60));
    place.style.setProperty('--x', `${x}px`);
    place.style.setProperty('--y', `${y}px`);
    place.classList.add('moved');
  };
  const drop = () => removeEventListener('pointermove', move);
  addEventListener('pointermove', move);
  for (const end of ['pointerup', 'pointercancel']) addEventListener(end, drop, { once: true });
}

document.addEventListener('pointerdown', drag);
document.addEventListener('board:posted', settleForm);
document.addEventListener('keydown', ({ key }) => key === 'Escape' && settleForm());
