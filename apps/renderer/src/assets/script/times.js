const locale = document.documentElement.lang === 'ru' ? 'ru-RU' : 'en-GB';
const clock = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** Writes times in the reader's own zone. @param {ParentNode} root */
export function localTimes(root) {
  for (const time of root.querySelectorAll('time')) {
    time.title = `${time.textContent} UTC`;
    time.textContent = clock.format(new Date(time.dateTime));
  }
}

localTimes(document);
