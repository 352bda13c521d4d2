import { Inject, Injectable } from '@nestjs/common';
import { FileName } from '@board/contracts';
import type { ObjectStore } from '@board/storage';
import { withStore } from '../files/store-errors.js';
import { OBJECT_STORE } from '../store/store.provider.js';
import { JudgeFilesHandler } from './judge-files.handler.js';

/** What `GetKnownFiles` takes at once. */
const BATCH = 200;

/** Has posts judge every stored copy of a content, shown, in the trash, or never told of to anybody. */
@Injectable()
export class JudgeCopiesHandler {
  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    private readonly judgeFiles: JudgeFilesHandler,
  ) {}

  /** Throws DomainError, `unavailable` when posts or the store is down. */
  async execute(sha: string): Promise<void> {
    const names = await withStore(() => this.namesOf(sha));
    for (let from = 0; from < names.length; from += BATCH)
      await this.judgeFiles.execute(names.slice(from, from + BATCH));
  }

  private async namesOf(sha: string): Promise<string[]> {
    const names: string[] = [];
    for (const folder of ['files/', 'trash/']) {
      for await (const object of this.store.list(`${folder}${sha}.`)) {
        const name = object.name.slice(folder.length);
        if (FileName.safeParse(name).success) names.push(name);
      }
    }
    return names;
  }
}
