/** Whether an `Accept-Encoding` header takes `coding`: named or by `*`, and not with a weight of 0. */
export function acceptsEncoding(header: string | undefined, coding: string): boolean {
  let any = false;
  for (const word of (header ?? '').toLowerCase().split(',')) {
    const [name, ...parameters] = word.split(';').map((part) => part.trim());
    const refused = parameters.some((part) => /^q=0(?:\.0*)?$/.test(part));
    if (name === coding) return !refused;
    if (name === '*') any = !refused;
  }
  return any;
}
