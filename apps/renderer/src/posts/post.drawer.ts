import { Injectable } from '@nestjs/common';
import type { Lang, LivePost } from '@board/contracts';
import { Counter, register } from 'prom-client';
import { Templates } from '../handlebars/templates.js';
import { BodyMemo } from './body.memo.js';
import { postHtml, postInsideHtml } from './post.html.js';

const bodies = new Counter({
  name: 'renderer_bodies_rendered_total',
  help: 'Insides of posts that were drawn for threads rather than taken from the memo',
  labelNames: ['lang'],
  registers: [register],
});

/** Draws posts for their threads, each inside once for as long as the memo keeps it. */
@Injectable()
export class PostDrawer {
  constructor(
    private readonly templates: Templates,
    private readonly memo: BodyMemo,
  ) {}

  inThread(post: LivePost, place: { epoch: string; board: string; thread: number; lang: Lang }): string {
    const { lang, thread } = place;
    const inside = this.memo.get(place, post, () => {
      bodies.inc({ lang });
      return postInsideHtml(this.templates, lang, post, { page: '', whole: '' });
    });
    return postHtml(this.templates, lang, post, { thread, page: '', inside });
  }
}
