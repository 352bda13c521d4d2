import { type DomainError, GetForm, type PostAnswer, type PostedFile } from '@board/contracts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { builtinForm, builtinPage, type KeptForm } from '../http/builtin-page.js';
import { cookieOf, languageOf } from '../http/language.js';
import { asRefusal } from '../http/refusal.js';
import { cookie } from '../http/set-cookie.js';
import { retryAfter, statusOf } from '../http/status.js';
import { tellTrouble } from '../http/tell-trouble.js';
import { Look } from '../look/look.service.js';
import { FRESH, freshValue } from './fresh.cookie.js';
import { type Place, postPath, threadPath } from './place.js';
import type { PostForm } from './post-form.js';

export interface RefusedForm {
  readonly form: PostForm;
  readonly refusal: DomainError;
  /** What was accepted of its files, each with the token by which it stays attached. */
  readonly files: readonly (PostedFile & { readonly token: string })[];
}

export type Outcome = { readonly made: PostAnswer } | RefusedForm;

/** What a visitor is answered who posted a form. */
@Injectable()
export class Answers {
  private readonly log = new Logger(Answers.name);

  constructor(
    private readonly look: Look,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** The post was made: on to it, or for a script a fresh form. */
  async made(request: FastifyRequest, reply: FastifyReply, place: Place, made: PostAnswer): Promise<void> {
    const fresh = freshValue(cookieOf(request.headers.cookie, FRESH.name), made);
    const path = `${threadPath(made.board, made.thread)}#p${made.no}`;
    reply
      .header('set-cookie', cookie(FRESH.name, fresh, FRESH.seconds, this.config))
      .header('cache-control', 'no-store');
    if (!isHtmx(request)) {
      await reply.status(303).header('location', path).send();
      return;
    }
    const html = place.thread === null ? undefined : await this.freshForm(request, place, made);
    if (html === undefined) reply.header('hx-redirect', path);
    await reply
      .status(200)
      .type('text/html; charset=utf-8')
      .send(html ?? '');
  }

  /** The post was refused: the form again, with what was typed, what was accepted, and why. */
  async refused(
    request: FastifyRequest,
    reply: FastifyReply,
    place: Place,
    outcome: RefusedForm,
  ): Promise<void> {
    const { refusal } = outcome;
    tellTrouble(this.log, 'posting failed', refusal);
    const wait = retryAfter(refusal);
    if (wait !== undefined) reply.header('retry-after', wait);
    const html = await this.formAgain(request, place, outcome);
    await reply
      .status(statusOf(refusal))
      .header('cache-control', 'no-store')
      .header('vary', 'Accept-Language, Cookie')
      .type('text/html; charset=utf-8')
      .send(html);
  }

  /** Undefined when no renderer can be asked: the post was made all the same, and its page will show it. */
  private async freshForm(
    request: FastifyRequest,
    place: Place,
    made: PostAnswer,
  ): Promise<string | undefined> {
    const posted = { thread: made.thread, no: made.no };
    try {
      const { html } = await this.look.call(GetForm, {
        as: 'fragment',
        ...place,
        lang: languageOf(request.headers),
        posted,
      });
      return html;
    } catch (error) {
      this.log.warn(`the form could not be drawn: ${reasonOf(error)}`);
      return undefined;
    }
  }

  private async formAgain(
    request: FastifyRequest,
    place: Place,
    { form, refusal, files }: RefusedForm,
  ): Promise<string> {
    const { text, subject, sage, name, spoiler, password } = form;
    const lang = languageOf(request.headers);
    try {
      const { html } = await this.look.call(GetForm, {
        as: isHtmx(request) ? 'fragment' : 'page',
        ...place,
        lang,
        values: { text, subject, sage, name, spoiler, password },
        files: files.map(({ token, mime, width, height, bytes, originalName }) => ({
          ...{ token, mime, width, height, bytes },
          ...(originalName !== undefined && { name: originalName }),
        })),
        error: asRefusal(refusal),
      });
      return html;
    } catch (error) {
      this.log.warn(`the form could not be drawn: ${reasonOf(error)}`);
      const kept: KeptForm = { ...form, action: postPath(place), tokens: files.map(({ token }) => token) };
      return isHtmx(request)
        ? builtinForm(lang, kept, refusal.kind)
        : builtinPage(lang, refusal.kind, refusal.incident, kept);
    }
  }
}

function isHtmx(request: FastifyRequest): boolean {
  return request.headers['hx-request'] === 'true';
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'reason' in error ? String(error.reason) : String(error);
}
