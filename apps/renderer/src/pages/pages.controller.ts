import { Controller } from '@nestjs/common';
import { GetArchive, GetBoardPage, GetCatalog, GetErrorPage, GetPage } from '@board/contracts';
import { Input, Rpc, RpcClient } from '@board/messaging';
import type { z } from 'zod';
import { BoardsReader } from '../boards/boards.reader.js';
import { Templates } from '../handlebars/templates.js';
import { LOOK } from '../look/look.id.js';
import { archivePage } from './archive.page.js';
import { boardPage } from './board.page.js';
import { catalogPage } from './catalog.page.js';
import { errorPage } from './error.page.js';
import { homePage } from './home.page.js';

/** Pages that are drawn whole. */
@Controller()
export class PagesController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly boards: BoardsReader,
    private readonly templates: Templates,
  ) {}

  @Rpc(GetPage, LOOK)
  async page(@Input(GetPage) input: z.output<typeof GetPage.input>): Promise<z.input<typeof GetPage.output>> {
    if (input.page === 'home') {
      const view = await this.boards.now();
      return { epoch: view.epoch, version: view.version, html: homePage(this.templates, input.lang, view) };
    }
    const { board, number: page, lang } = input;
    if (input.page === 'archive') {
      const [view, around] = await Promise.all([
        this.rpc.call(GetArchive, { board, page }),
        this.boards.around(),
      ]);
      const html = archivePage(this.templates, lang, view, around);
      return { epoch: view.epoch, version: view.version, html };
    }
    if (input.page === 'catalog') {
      const [view, around] = await Promise.all([
        this.rpc.call(GetCatalog, { board, sort: input.sort, page }),
        this.boards.around(),
      ]);
      const html = catalogPage(this.templates, lang, view, around);
      return { epoch: view.epoch, version: view.version, html };
    }
    const [view, around] = await Promise.all([
      this.rpc.call(GetBoardPage, { board, page }),
      this.boards.around(),
    ]);
    return { epoch: view.epoch, version: view.version, html: boardPage(this.templates, lang, view, around) };
  }

  @Rpc(GetErrorPage, LOOK)
  async error(
    @Input(GetErrorPage) input: z.output<typeof GetErrorPage.input>,
  ): Promise<z.input<typeof GetErrorPage.output>> {
    return { html: errorPage(this.templates, input.lang, input, await this.boards.around()) };
  }
}
