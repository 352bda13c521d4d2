/** Whether an `If-None-Match` header names `etag` (compared weakly, as RFC 9110 says for it) or anything at all. */
export function noneMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const bare = etag.replace(/^W\//, '');
  return header.split(',').some((word) => {
    const given = word.trim();
    return given === '*' || given.replace(/^W\//, '') === bare;
  });
}
