import type { DomainError, PostedFile } from '@board/contracts';

/** A post that was refused, with the files of it that were accepted: they stay attached to the form. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly refusal: DomainError,
    readonly files: readonly PostedFile[],
  ) {
    super(refusal.message, { cause: refusal });
  }
}
