import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type PostsConfig, POSTS_CONFIG } from '../posts.config.js';
import { OpenBoard } from './open-board.js';

/** Opens the boards of `SEED_BOARDS` that there never were, before any question is answered. */
@Injectable()
export class SeedBoards implements OnModuleInit {
  constructor(
    private readonly boards: OpenBoard,
    @Inject(POSTS_CONFIG) private readonly config: PostsConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.boards.open(this.config.SEED_BOARDS.map((board) => ({ ...board, description: '' })));
  }
}
