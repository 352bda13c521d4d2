import { field } from './draft.js';
import { fetchForm } from './floating.js';
import { list, plainClick, postForm } from './page.js';

/** What is selected inside a post, as quoted lines; '' when nothing is. @param {Element} post */
function selectedQuote(post) {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !post.contains(selection.anchorNode)) return '';
  const lines = String(selection).trim().split(/\n+/);
  return lines.map((line) => `>${line}\n`).join('');
}

/** Puts text where the cursor is, on lines of its own. @param {HTMLTextAreaElement} area @param {string} text */
function insert(area, text) {
  const before = area.value.slice(0, area.selectionStart);
  const lead = before === '' || before.endsWith('\n') ? '' : '\n';
  area.setRangeText(lead + text, area.selectionStart, area.selectionEnd, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
}

document.addEventListener('click', (event) => {
  const form = postForm();
  const number = list && form && plainClick(event, '#posts .no');
  const post = number?.closest('article');
  if (!form || !post) return;
  event.preventDefault();
  fetchForm(form);
  const area = field(form, 'text');
  insert(area, `>>${post.dataset.no}\n${selectedQuote(post)}`);
  area.focus({ preventScroll: true });
});
