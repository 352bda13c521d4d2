import type { ErrorDetails, Reason } from '@board/contracts';

/** Why a file is not taken. The handler adds which file of the form it was. */
export class FileRefusal extends Error {
  override readonly name = 'FileRefusal';

  constructor(
    readonly reason: Reason,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

export function broken(cause?: unknown): FileRefusal {
  return new FileRefusal('file_broken', {}, { cause });
}
