const filter = /** @type {HTMLInputElement | null} */ (document.getElementById('catalog-filter'));
const entries = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.entry'));
/** The words of each entry's heading and text. */
const said = [...entries].map((entry) =>
  [...entry.querySelectorAll('h2, .text')]
    .map(({ textContent }) => textContent)
    .join(' ')
    .toLowerCase(),
);

/** Shows only the cards that have every word typed. */
function filterCards() {
  const typed = filter?.value.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  let found = 0;
  entries.forEach((entry, index) => {
    entry.hidden = !typed.every((word) => said[index]?.includes(word));
    if (!entry.hidden) found += 1;
  });
  const count = document.getElementById('catalog-found');
  if (count) count.textContent = typed.length ? `${found} / ${entries.length}` : '';
}

filter?.addEventListener('input', filterCards);
// A browser keeps what was typed when one comes back.
if (filter) filterCards();
