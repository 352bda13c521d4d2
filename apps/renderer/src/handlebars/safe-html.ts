import Handlebars from 'handlebars';

/** Html that was drawn by this service and is not to be escaped again. */
export type SafeHtml = Handlebars.SafeString;

/** Marks html as drawn by this service. Only for what `Templates` or `bodyHtml` returned. */
export function safeHtml(html: string): SafeHtml {
  return new Handlebars.SafeString(html);
}
