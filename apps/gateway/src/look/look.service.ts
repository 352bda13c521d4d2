import { DomainError, GetLook, type RpcContract } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';

/**
 * Which look this gateway shows. It keeps the look it has until nobody answers for it, then goes over to the one that a
 * renderer tells of, and tells whoever keeps something drawn in the old one.
 */
@Injectable()
export class Look {
  private held: string | undefined;
  private asking: Promise<string> | undefined;
  private readonly listeners = new Set<(look: string, before: string) => void>();

  constructor(private readonly rpc: RpcClient) {}

  /** The look that is held now; undefined until a renderer has told one. Asks nobody. */
  get id(): string | undefined {
    return this.held;
  }

  /** The look that is held, or else the one that a renderer tells of. Throws `unavailable` or `timeout` when none does. */
  current(): Promise<string> | string {
    return this.held ?? this.ask();
  }

  /** Calls `listener` when the gateway has gone over from one look to another; what it returns takes the listener off. */
  onChange(listener: (look: string, before: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Asks a renderer of the look that is held. When none is left, goes over to the look that answers and asks once more.
   * Throws what the call throws.
   */
  async call<I extends z.ZodType, O extends z.ZodType>(
    contract: RpcContract<I, O>,
    input: z.input<I>,
  ): Promise<z.output<O>> {
    const look = await this.current();
    try {
      return await this.rpc.call(contract, input, { to: look });
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'unavailable') throw error;
      const now = this.held === look ? await this.ask() : await this.current();
      if (now === look) throw error;
      return this.rpc.call(contract, input, { to: now });
    }
  }

  private ask(): Promise<string> {
    this.asking ??= this.rpc
      .call(GetLook, {})
      .then(({ look }) => this.goOver(look))
      .finally(() => (this.asking = undefined));
    return this.asking;
  }

  private goOver(look: string): string {
    const before = this.held;
    this.held = look;
    if (before !== undefined && before !== look) for (const tell of this.listeners) tell(look, before);
    return look;
  }
}
