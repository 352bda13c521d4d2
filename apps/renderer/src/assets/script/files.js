import { element, plainClick, words } from './page.js';

/** Shows a picture or plays a video where its thumbnail is. @param {HTMLElement} link */
function openFile(link) {
  const figure = /** @type {HTMLElement} */ (link.parentElement);
  const { href } = /** @type {HTMLAnchorElement} */ (link);
  const { width = '', height = '' } = link.dataset;
  const video = figure.classList.contains('video');
  const full = document.createElement(video ? 'video' : 'img');
  full.className = 'full';
  // Its own size, but never wider than the page or higher than the window; the thumbnail until it is there.
  const ratio = Number(width) / Number(height);
  full.style.aspectRatio = String(ratio);
  full.style.width = `min(${width}px, 100%, ${92 * ratio}vh)`;
  full.style.backgroundImage = `url("${/** @type {HTMLImageElement} */ (link.firstElementChild).src}")`;
  if (full instanceof HTMLVideoElement) {
    Object.assign(full, { controls: true, loop: true, autoplay: true, playsInline: true });
    full.poster = /** @type {HTMLImageElement} */ (link.firstElementChild).src;
  } else {
    full.alt = /** @type {HTMLImageElement} */ (link.firstElementChild).alt;
  }
  for (const shown of ['load', 'loadeddata']) {
    full.addEventListener(shown, () => full.style.removeProperty('background-image'));
  }
  full.src = href;
  if (video) {
    const fold = /** @type {HTMLButtonElement} */ (element('button', 'fold', words.collapse));
    fold.type = 'button';
    link.after(full, fold);
  } else {
    link.append(full);
  }
  figure.classList.add('open');
}

/** @param {HTMLElement} figure */
function closeFile(figure) {
  for (const part of figure.querySelectorAll('.full, .fold')) part.remove();
  figure.classList.remove('open');
  if (figure.getBoundingClientRect().top < 0) figure.scrollIntoView({ block: 'nearest' });
}

document.addEventListener('click', (event) => {
  const clicked = plainClick(event, 'a.thumb, .fold');
  if (!clicked) return;
  event.preventDefault();
  const figure = /** @type {HTMLElement} */ (clicked.parentElement);
  if (figure.classList.contains('open')) closeFile(figure);
  else openFile(clicked);
});

document.addEventListener('click', (event) => {
  plainClick(event, '.spoiler')?.classList.toggle('shown');
});
