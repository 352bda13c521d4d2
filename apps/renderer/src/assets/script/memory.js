/** What this browser has kept under a key, or null; also where storage is forbidden. @param {string} key @returns {any} */
export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    // Storage is forbidden, or somebody else wrote there.
    return null;
  }
}

/** @param {string} key @param {unknown} value */
export function remember(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: it is forgotten with the page.
  }
}

/** A list of numbers that was kept, the last one kept last. @param {string} key @returns {number[]} */
export function recallNumbers(key) {
  const kept = recall(key);
  return Array.isArray(kept) ? kept.filter(Number.isInteger) : [];
}
