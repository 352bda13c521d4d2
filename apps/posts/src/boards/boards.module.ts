import { Module } from '@nestjs/common';
import { AddBoardHandler } from './add-board.handler.js';
import { GetArchiveHandler } from './get-archive.handler.js';
import { GetBoardChangesHandler } from './get-board-changes.handler.js';
import { GetBoardPageHandler } from './get-board-page.handler.js';
import { GetCatalogHandler } from './get-catalog.handler.js';
import { GetNewThreadsHandler } from './get-new-threads.handler.js';
import { ListBoardsHandler } from './list-boards.handler.js';
import { OpenBoard } from './open-board.js';
import { SeedBoards } from './seed-boards.js';
import { SetBoardHandler } from './set-board.handler.js';
import { GetBoardSizeHandler } from './get-board-size.handler.js';
import { SetBoardStateHandler } from './set-board-state.handler.js';
import { SetSiteHandler } from './set-site.handler.js';

@Module({
  controllers: [
    AddBoardHandler,
    GetArchiveHandler,
    GetBoardChangesHandler,
    GetBoardPageHandler,
    GetCatalogHandler,
    GetNewThreadsHandler,
    ListBoardsHandler,
    SetBoardHandler,
    SetSiteHandler,
    SetBoardStateHandler,
    GetBoardSizeHandler,
  ],
  providers: [OpenBoard, SeedBoards],
})
export class BoardsModule {}
