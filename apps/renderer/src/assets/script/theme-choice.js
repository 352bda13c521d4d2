{
  const choice = /** @type {HTMLSelectElement | null} */ (document.getElementById('theme'));
  const show = () => choice && (choice.value = document.documentElement.dataset.theme ?? '');
  show();
  addEventListener('storage', show);
  choice?.addEventListener('change', () => {
    dispatchEvent(new CustomEvent('board:theme', { detail: choice.value }));
    try {
      localStorage.setItem('theme', choice.value);
    } catch {
      // Storage is full or forbidden: it is chosen for this page.
    }
  });
}
