import { Controller } from '@nestjs/common';
import { GetArchive, GetBoardPage, GetCatalog, GetErrorPage, GetPage } from '@board/contracts';
import { Input, Rpc, RpcClient } from '@board/messaging';
import type { z } from 'zod';
import { AtomPages } from '../atom/atom.pages.js';
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
    private readonly atom: AtomPages,
  ) {}

  @Rpc(GetPage, LOOK)
  async page(@Input(GetPage) input: z.output<typeof GetPage.input>): Promise<z.input<typeof GetPage.output>> {
    const { lang } = input;
    switch (input.page) {
      case 'home': {
        const view = await this.boards.now();
        return told(view, homePage(this.templates, lang, view));
      }
      case 'board': {
        const { board, number: page } = input;
        const view = await this.rpc.call(GetBoardPage, { board, page });
        const around = await this.boards.around(view);
        return told(view, boardPage(this.templates, lang, view, around));
      }
      case 'archive': {
        const { board, number: page } = input;
        const view = await this.rpc.call(GetArchive, { board, page });
        const around = await this.boards.around(view);
        return told(view, archivePage(this.templates, lang, view, around));
      }
      case 'catalog': {
        const { board, sort, number: page } = input;
        const view = await this.rpc.call(GetCatalog, { board, sort, page });
        const around = await this.boards.around(view);
        return told(view, catalogPage(this.templates, lang, view, around));
      }
      case 'board-atom':
        return this.atom.ofBoard(input.board, lang);
      case 'thread-atom':
        return this.atom.ofThread(input.board, input.thread, lang);
      default:
        return input satisfies never;
    }
  }

  @Rpc(GetErrorPage, LOOK)
  async error(
    @Input(GetErrorPage) input: z.output<typeof GetErrorPage.input>,
  ): Promise<z.input<typeof GetErrorPage.output>> {
    return { html: errorPage(this.templates, input.lang, input, await this.boards.around()) };
  }
}

function told({ epoch, version }: { epoch: string; version: number }, html: string) {
  return { epoch, version, html };
}
