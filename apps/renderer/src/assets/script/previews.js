import { citedPost } from './cited.js';
import { element } from './page.js';

const OPEN_MS = 120;
const CLOSE_MS = 250;
const MARGIN = 8;

/** The previews that are open, each opened from within the one before. @type {{ link: Element, box: HTMLElement }[]} */
const previews = [];
/** The cite whose preview is being fetched. @type {Element | null} */
let wantedCite = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let previewTimer;

/** How many previews an element stands in. @param {Element} inside */
function depthOf(inside) {
  return previews.findIndex(({ box }) => box.contains(inside)) + 1;
}

/** @param {number} depth */
function closePreviews(depth) {
  wantedCite = null;
  for (const { link, box } of previews.splice(depth)) {
    link.removeAttribute('aria-describedby');
    box.remove();
  }
}

/** Beneath the link, or above it where there is more room. @param {HTMLElement} box @param {Element} link */
function placePreview(box, link) {
  const at = link.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = at.bottom + height + MARGIN < innerHeight || at.top < innerHeight / 2;
  const top = below ? at.bottom + 2 : Math.max(MARGIN, at.top - height - 2);
  const left = Math.max(MARGIN, Math.min(at.left, document.documentElement.clientWidth - width - MARGIN));
  box.style.top = `${top + scrollY}px`;
  box.style.left = `${left + scrollX}px`;
}

/** @param {HTMLAnchorElement} link @param {number} depth */
async function openPreview(link, depth) {
  closePreviews(depth);
  wantedCite = link;
  // Without a post nothing is shown: the link itself leads to where it says what is wrong.
  const post = await citedPost(link).catch(() => null);
  if (!post || wantedCite !== link || !link.isConnected) return;
  const box = element('div', 'preview-box');
  box.id = `preview-${depth}`;
  box.setAttribute('role', 'tooltip');
  box.append(post);
  document.querySelector('main')?.append(box);
  link.setAttribute('aria-describedby', box.id);
  placePreview(box, link);
  previews.push({ link, box });
}

document.addEventListener('pointerover', ({ target, pointerType }) => {
  if (pointerType !== 'mouse' || !(target instanceof Element)) return;
  clearTimeout(previewTimer);
  const link = /** @type {HTMLAnchorElement | null} */ (target.closest('a.cite'));
  const depth = depthOf(target);
  if (link && previews[depth]?.link === link) return;
  const opens = link && link.ariaExpanded !== 'true';
  previewTimer = setTimeout(
    () => {
      if (opens) void openPreview(link, depth);
      // The page may have moved beneath a mouse that nobody touches: the keyboard's preview stays.
      else if (!wantedCite?.matches(':focus-visible')) closePreviews(depth);
    },
    opens ? OPEN_MS : CLOSE_MS,
  );
});
document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLAnchorElement && target.matches('a.cite:focus-visible')) {
    void openPreview(target, depthOf(target));
  }
});
document.addEventListener('focusout', ({ target }) => {
  if (target instanceof Element && target.matches('a.cite')) closePreviews(depthOf(target));
});
document.addEventListener('keydown', ({ key }) => key === 'Escape' && closePreviews(0));
document.addEventListener('click', ({ target }) => {
  if (target instanceof Element && !depthOf(target)) closePreviews(0);
});
