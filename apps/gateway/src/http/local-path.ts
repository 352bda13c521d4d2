/**
 * A path on this board to go back to, or '/' when `back` is anything else: another host (`//evil`, `/\evil`,
 * `https:…`), or something that a header cannot carry.
 */
export function localPath(back: string | undefined): string {
  if (
    back === undefined ||
    back.length > 200 ||
    !/^\/(?![/\\])[\x21-\x7e]*$/.test(back) ||
    back.includes('\\')
  )
    return '/';
  return back;
}
