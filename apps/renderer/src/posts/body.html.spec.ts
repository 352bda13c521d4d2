import type { Body, Inline } from '@board/contracts';
import { describe, expect, it } from 'vitest';
import { bodyHtml } from './body.html.js';

const inThread = { board: 'b', page: '', cites: new Set([1]), farCites: [], deadTitle: 'deleted' };
const line = (...c: Inline[]): Body => [{ t: 'p', c }];

describe('the text of a post', () => {
  it('is a paragraph for each line, a blank one keeping its height', () => {
    const body: Body = [
      { t: 'q', c: ['>quoted'] },
      { t: 'p', c: [] },
      { t: 'p', c: ['plain'] },
    ];

    expect(bodyHtml(body, inThread)).toBe('<p class="quote">&gt;quoted</p><p><br></p><p>plain</p>');
  });

  it('nests what is bold, italic and hidden', () => {
    const body = line({ t: 'b', c: ['a', { t: 'i', c: ['b', { t: 'spoiler', c: ['c'] }] }] });

    expect(bodyHtml(body, inThread)).toBe(
      '<p><strong>a<em>b<span class="spoiler">c</span></em></strong></p>',
    );
  });

  it('links a cite of this thread and leaves any other as text', () => {
    const body = line({ t: 'cite', no: 1 }, ' ', { t: 'cite', no: 2 });

    expect(bodyHtml(body, inThread)).toBe('<p><a class="cite" href="#p1">&gt;&gt;1</a> &gt;&gt;2</p>');
  });

  it('leads from a board page into the thread', () => {
    const html = bodyHtml(line({ t: 'cite', no: 1 }), { ...inThread, page: '/b/thread/1' });

    expect(html).toContain('href="/b/thread/1#p1"');
  });

  it('sends to other sites without saying from where', () => {
    expect(bodyHtml(line({ t: 'link', v: 'https://example.org/?a=1&b="' }), inThread)).toBe(
      '<p><a class="web" href="https://example.org/?a&#x3D;1&amp;b&#x3D;&quot;" rel="nofollow noopener noreferrer ugc" ' +
        'target="_blank">https://example.org/?a&#x3D;1&amp;b&#x3D;&quot;</a></p>',
    );
  });

  it.each([
    'javascript:alert(1)',
    ' https://example.org/',
    'java\nscript:alert(1)',
    'data:text/html,<script>',
    '//example.org/',
    'vbscript:x',
  ])('makes no link of %j', (address) => {
    expect(bodyHtml(line({ t: 'link', v: address }), inThread)).not.toContain('<a');
  });

  it.each([
    ['text', '<script>alert(1)</script>'],
    ['code', { t: 'code', v: '</code><script>' }],
    ['link', { t: 'link', v: 'javascript:<script>' }],
    ['bold', { t: 'b', c: ['<script>'] }],
    ['spoiler', { t: 'spoiler', c: ['"><script>'] }],
  ] as [string, Inline][])('lets no markup through in %s', (_where, node) => {
    expect(bodyHtml(line(node), inThread)).not.toContain('<script');
  });
});
