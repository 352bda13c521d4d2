import { isOwn } from './own.js';
import { boardHere, element, words } from './page.js';

const ownTitle = document.title;
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** Numbers of posts that came while the page was open and were not on the screen yet. @type {Set<number>} */
const unseen = new Set();
/** @type {HTMLElement | undefined} */
let pill;

/** @param {number} no */
function postOf(no) {
  return document.getElementById(`p${no}`);
}

function goToUnseen() {
  const post = postOf(Math.min(...unseen));
  if (!post) return;
  post.tabIndex = -1;
  post.focus({ preventScroll: true });
  post.scrollIntoView({ block: 'start', behavior: calm.matches ? 'auto' : 'smooth' });
}

/** What says that there are new posts further down. */
function makePill() {
  const place = element('div', 'news');
  place.setAttribute('role', 'status');
  const button = element('button', 'button');
  button.setAttribute('type', 'button');
  button.addEventListener('click', goToUnseen);
  place.append(button);
  document.querySelector('main')?.append(place);
  return place;
}

function showUnseen() {
  const count = unseen.size;
  document.title = count ? `(${count}) ${ownTitle}` : ownTitle;
  if (!pill && count) pill = makePill();
  if (!pill) return;
  pill.hidden = !count;
  const [button] = pill.children;
  if (count && button) button.textContent = `${words.unseen} ${count} ↓`;
}

const onScreen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    unseen.delete(Number(/** @type {HTMLElement} */ (target).dataset.no));
    onScreen.unobserve(target);
  }
  showUnseen();
});

/** Counts posts that have come, until they are on the screen; own ones and those that have gone are not counted. @param {number[]} come */
export function countUnseen(come) {
  for (const no of come) unseen.add(no);
  for (const no of unseen) {
    const post = postOf(no);
    if (!post || isOwn(boardHere, no)) unseen.delete(no);
    else onScreen.observe(post);
  }
  showUnseen();
}

document.addEventListener('board:posted', () => countUnseen([]));
