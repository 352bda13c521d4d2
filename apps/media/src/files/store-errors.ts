import { DomainError } from '@board/contracts';
import { StoreUnavailable } from '@board/storage';

/** Says a store that does not answer in the words of the contract; everything else passes. */
export async function withStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StoreUnavailable
      ? new DomainError('store_unavailable', undefined, { cause: error })
      : error;
  }
}
