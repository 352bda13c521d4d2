import { Injectable } from '@nestjs/common';
import type { Lang, LivePost } from '@board/contracts';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { Templates } from '../handlebars/templates.js';
import { BODIES } from './bodies.metric.js';
import { BodyMemo } from './body.memo.js';
import { postHtml, postInsideHtml } from './post.html.js';

/** Draws posts for their threads, each inside once for as long as the memo keeps it. */
@Injectable()
export class PostDrawer {
  constructor(
    private readonly templates: Templates,
    private readonly memo: BodyMemo,
    @InjectMetric(BODIES) private readonly bodies: Counter<'lang'>,
  ) {}

  /** `page`: where its links lead; '' for the page that it stands on. */
  inThread(
    post: LivePost,
    place: { epoch: string; board: string; thread: number; lang: Lang; page: string },
  ): string {
    const { lang, board, thread, page } = place;
    const inside = this.memo.get(place, post, () => {
      this.bodies.inc({ lang });
      return postInsideHtml(this.templates, lang, post, { board, page, whole: '' });
    });
    return postHtml(this.templates, lang, post, { board, thread, page, inside });
  }
}
