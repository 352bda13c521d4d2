import { expect, it } from 'vitest';
import { makeTwin } from '../json/twin.js';
import { buildPage, packTighter } from './built-page.js';

const source = {
  epoch: 'epochone',
  version: 7,
  look: 'look',
  lang: 'en',
  html: 'word '.repeat(400),
  whole: true,
};

it('what is kept of a page - takes no more memory than its bytes, in every form', async () => {
  const page = await buildPage(source, 'text/html; charset=utf-8', {});
  const tighter = await packTighter(page);
  const twin = await makeTwin(source);
  for (const bytes of [page.gzip.bytes, tighter.bytes, twin.body, twin.zipped as Buffer])
    expect(bytes.buffer.byteLength).toBe(bytes.length);
});
