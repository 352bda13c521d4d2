import { Controller } from '@nestjs/common';
import { GetForm } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import type { z } from 'zod';
import { BoardsReader } from '../boards/boards.reader.js';
import { Templates } from '../handlebars/templates.js';
import { LOOK } from '../look/look.id.js';
import { formFragment, formPage } from './form.page.js';

@Controller()
export class FormsController {
  constructor(
    private readonly boards: BoardsReader,
    private readonly templates: Templates,
  ) {}

  @Rpc(GetForm, LOOK)
  async form(@Input(GetForm) input: z.output<typeof GetForm.input>): Promise<z.input<typeof GetForm.output>> {
    const board = await this.boards.one(input.board);
    const html =
      input.as === 'fragment'
        ? formFragment(this.templates, input.lang, board, input)
        : formPage(this.templates, input.lang, board, input, await this.boards.around());
    return { html };
  }
}
