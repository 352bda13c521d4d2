// Runs before anything is painted. Without it, or without a choice, the system decides which colours a page has.
(() => {
  const root = document.documentElement;

  /** @param {string | null} theme 'light', 'dark', or anything else for the system's. */
  function wear(theme) {
    const chosen = theme === 'light' || theme === 'dark' ? theme : '';
    if (chosen) root.dataset.theme = chosen;
    else delete root.dataset.theme;
    for (const meta of /** @type {NodeListOf<HTMLMetaElement>} */ (
      document.querySelectorAll('meta[name="theme-color"]')
    )) {
      const own = meta.dataset.theme;
      if (chosen) meta.media = own === chosen ? 'all' : 'not all';
      else meta.media = `(prefers-color-scheme: ${own})`;
    }
  }

  root.dataset.script = '';
  try {
    wear(localStorage.getItem('theme'));
  } catch {
    // Storage is forbidden here: nothing was chosen.
  }
  addEventListener('board:theme', (event) => wear(/** @type {CustomEvent} */ (event).detail));
  // Chosen in another tab.
  addEventListener('storage', ({ key, newValue }) => key === 'theme' && wear(newValue));
})();
