import { Module } from '@nestjs/common';
import { AcceptFiles } from './accept-files.service.js';
import { Answers } from './answers.service.js';
import { Boards } from './boards.service.js';
import { FileTokens } from './file-tokens.service.js';
import { Intake } from './intake.service.js';
import { PostingController } from './posting.controller.js';
import { PostingService } from './posting.service.js';
import { WithdrawController } from './withdraw.controller.js';
import { uploadsInFlight, UploadSlots } from './upload-slots.service.js';

@Module({
  controllers: [PostingController, WithdrawController],
  providers: [AcceptFiles, Answers, Boards, FileTokens, Intake, PostingService, UploadSlots, uploadsInFlight],
})
export class PostingModule {}
