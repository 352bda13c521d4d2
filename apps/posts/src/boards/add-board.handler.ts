import { AddBoard, type BoardView, DomainError } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { recordAct } from '../care/record-act.js';
import { OpenBoard } from './open-board.js';

@Controller()
export class AddBoardHandler {
  constructor(private readonly boards: OpenBoard) {}

  @Rpc(AddBoard)
  async add(@Input(AddBoard) { by, ...input }: z.output<typeof AddBoard.input>): Promise<BoardView> {
    const [board] = await this.boards.open([input], (tx) =>
      recordAct(tx, { by, act: 'add', board: input.slug }),
    );
    if (board) return board;
    const removedAt = (await this.boards.taken([input.slug])).get(input.slug);
    throw removedAt
      ? new DomainError('board_removed', { board: input.slug, removedAt })
      : new DomainError('board_exists', { board: input.slug });
  }
}
