import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClientGone } from '../http/form.js';
import { refusalOf } from '../http/refusal.js';
import { Visitors } from '../http/visitors.service.js';
import { Answers, type Outcome } from './answers.service.js';
import { FileTokens, type TokenScope } from './file-tokens.service.js';
import { Intake } from './intake.service.js';
import { type Place, placeOf } from './place.js';
import type { PostForm } from './post-form.js';
import { PostingService } from './posting.service.js';
import { Refused } from './refused.error.js';

/** Where forms are posted to. */
@Controller()
export class PostingController {
  constructor(
    private readonly intake: Intake,
    private readonly tokens: FileTokens,
    private readonly posting: PostingService,
    private readonly answers: Answers,
    private readonly visitors: Visitors,
  ) {}

  @Post(':board/post')
  async newThread(
    @Param('board') board: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.post(placeOf(board, null), request, reply);
  }

  @Post(':board/thread/:thread/post')
  async reply(
    @Param('board') board: string,
    @Param('thread') thread: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.post(placeOf(board, thread), request, reply);
  }

  private async post(place: Place, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const scope = { cloak: this.visitors.cloakOf(request.raw), board: place.board };
    const household = this.visitors.householdOf(request.raw);
    const outcome = await this.intake.read(place.board, request.raw, household, (form) =>
      this.make(place, scope, form),
    );
    if ('made' in outcome) await this.answers.made(request, reply, place, outcome.made);
    else await this.answers.refused(request, reply, place, outcome);
  }

  private async make(place: Place, scope: TokenScope, form: PostForm): Promise<Outcome> {
    const { formId, minted, text, subject, sage, name, spoiler, password } = form;
    const { files: kept, problem } = this.tokens.openAll(form.tokens, scope);
    try {
      const why = form.problem ?? problem;
      if (why) throw why;
      const typed = { text, subject, sage, name, spoiler, password };
      const draft = { ...place, cloak: scope.cloak, formId, minted, ...typed };
      return { made: await this.posting.post(draft, kept, form.uploads) };
    } catch (error) {
      if (error instanceof ClientGone) throw error;
      const { refusal, files } = error instanceof Refused ? error : new Refused(refusalOf(error), kept);
      return {
        form,
        refusal,
        files: files.map((file) => ({ ...file, token: this.tokens.seal(file, scope) })),
      };
    }
  }
}
