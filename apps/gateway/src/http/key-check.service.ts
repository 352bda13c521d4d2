import { CheckKey, DomainError, GatewayKey } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { keyCheck } from '@board/platform';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';

const AGAIN_MS = 1_000;

/** What another key would do to people. */
const LOSSES: Record<GatewayKey, string> = {
  CLOAK_KEY: 'with another one, nobody is known again by the rules of how often',
  TOKEN_KEY: 'with another one, files that are attached to refused forms are lost',
};

/**
 * Makes sure that this gateway has the keys that the board was made with. Posts may come up later than the gateway, so it is
 * asked until it answers; a gateway with another key ends.
 */
@Injectable()
export class KeyCheckService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(KeyCheckService.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly rpc: RpcClient,
    @Inject(GATEWAY_CONFIG)
    private readonly config: Pick<GatewayConfig, GatewayKey | 'ACCEPT_CHANGED'>,
  ) {}

  onApplicationBootstrap(): void {
    void this.check();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  private async check(): Promise<void> {
    try {
      for (const name of GatewayKey.options) {
        const check = keyCheck(name, this.config[name]);
        await this.rpc.call(CheckKey, { name, check, accept: this.config.ACCEPT_CHANGED.has(name) });
      }
    } catch (error) {
      if (error instanceof DomainError && error.reason === 'key_changed') this.end(error);
      else this.timer = setTimeout(() => void this.check(), AGAIN_MS);
    }
  }

  private end({ details }: DomainError): void {
    const name = GatewayKey.parse(details?.['name']);
    this.log.fatal(
      `${name} is not the one this board was made with: ${LOSSES[name]}. Restore the secrets (secrets.json in the data ` +
        `folder, or ${name} where it was set) from the backup. If the change is meant: ACCEPT_CHANGED=${name}`,
    );
    process.exit(1);
  }
}
