import type { IncomingMessage } from 'node:http';
import { DomainError } from '@board/contracts';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { Boards } from './boards.service.js';
import { type PostForm, readPostForm } from './post-form.js';
import { removeStaleUploads, UploadFolder } from './upload.folder.js';
import { UploadSlots } from './upload-slots.service.js';

/** Takes forms in: as much of them as the board allows, and as many at once as this process can hold. */
@Injectable()
export class Intake implements OnModuleInit {
  constructor(
    private readonly boards: Boards,
    private readonly slots: UploadSlots,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    await removeStaleUploads(this.config.UPLOAD_DIR);
  }

  /**
   * Reads a form and does `work` with it; its files are on disk until that ends. The first file takes a slot; without a
   * free one files are thrown away as they come, and the form says so. Throws `board_not_found`, `form_type` and ClientGone.
   */
  async read<T>(
    board: string,
    request: IncomingMessage,
    household: string,
    work: (form: PostForm) => Promise<T>,
  ): Promise<T> {
    const limits = await this.boards.limitsOf(board);
    const taken: { slot?: (() => void) | DomainError } = {};
    try {
      await using folder = new UploadFolder(this.config.UPLOAD_DIR);
      const form = await readPostForm(request, limits, () => {
        taken.slot ??= this.slots.take(household);
        return taken.slot instanceof DomainError ? taken.slot : folder;
      });
      return await work(form);
    } finally {
      if (taken.slot && !(taken.slot instanceof DomainError)) taken.slot();
    }
  }
}
