const locale = document.documentElement.lang === 'ru' ? 'ru-RU' : 'en-GB';
const clock = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' });
const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago a moment was, or for what is older than a day the moment itself, in the reader's zone. @param {Date} at */
function timeWords(at) {
  // Clocks differ: what seems to be yet to come has just been.
  const ageMs = Math.max(0, Date.now() - at.getTime());
  if (ageMs < MINUTE_MS) return ago.format(0, 'second');
  if (ageMs < HOUR_MS) return ago.format(-Math.floor(ageMs / MINUTE_MS), 'minute');
  if (ageMs < DAY_MS) return ago.format(-Math.floor(ageMs / HOUR_MS), 'hour');
  return clock.format(at);
}

/** @param {ParentNode} root */
function tellTimes(root) {
  for (const time of root.querySelectorAll('time')) {
    const told = timeWords(new Date(time.dateTime));
    if (time.textContent !== told) time.textContent = told;
  }
}

/** Writes times as the reader's clock has them: how long ago, with the exact time behind it. @param {ParentNode} root */
export function localTimes(root) {
  for (const time of root.querySelectorAll('time')) time.title = exact.format(new Date(time.dateTime));
  tellTimes(root);
}

localTimes(document);
setInterval(() => document.hidden || tellTimes(document), MINUTE_MS / 2);
document.addEventListener('visibilitychange', () => document.hidden || tellTimes(document));
