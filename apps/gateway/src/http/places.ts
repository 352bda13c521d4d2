const SLUG = '[a-z0-9]{1,16}';
const NO = '[1-9]\\d{0,9}';
const FORM = new RegExp(`^/(?:lang|${SLUG}/(?:delete|(?:thread/${NO}/)?post))$`);
const PAGE = new RegExp(
  `^/(?:|robots\\.txt|favicon\\.ico|apple-touch-icon\\.png|index\\.json|media/[^/]*|static/[^/]*/[^/]*|${SLUG}(?:/(?:${NO}|(?:index|catalog|${NO})\\.json|catalog|feed\\.atom|archive(?:/${NO})?(?:\\.json)?|thread/${NO}(?:\\.json|/live|/feed\\.atom|/last(?:\\.json)?)?)?)?)$`,
);

/**
 * What may be done at a path, for `Allow`: undefined for a path that is nothing here. Whether the board or thread in
 * it exists is another question.
 */
export function allowedAt(path: string): readonly string[] | undefined {
  if (FORM.test(path)) return ['POST', 'OPTIONS'];
  if (PAGE.test(path)) return ['GET', 'HEAD', 'OPTIONS'];
  return undefined;
}

/** The page to go on from, when something went wrong at a path: the thread or board that it is about. */
export function backFrom(path: string): string {
  const place = new RegExp(`^/(${SLUG})/(?:thread/(${NO}))?`).exec(path);
  if (!place || /^\/(?:media|static|lang)\//.test(path)) return '/';
  return place[2] ? `/${place[1]}/thread/${place[2]}` : `/${place[1]}/`;
}
