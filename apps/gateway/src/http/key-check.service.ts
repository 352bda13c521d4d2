import { CheckKey, DomainError, GatewayKey } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { keyCheck, StartCheck, StartRefusal } from '@board/platform';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';

/** What another key would do to people. */
const LOSSES: Record<GatewayKey, string> = {
  CLOAK_KEY: 'with another one, nobody is known again by the rules of how often',
  TOKEN_KEY: 'with another one, files that are attached to refused forms are lost',
};

/**
 * Makes sure that this gateway has the keys that the board was made with. A gateway with another key ends.
 */
@Injectable()
export class KeyCheckService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(KeyCheckService.name);
  private readonly start = new StartCheck(
    () => this.isChecked(),
    (refusal) => {
      this.log.fatal(refusal.message);
      process.exit(1);
    },
  );

  constructor(
    private readonly rpc: RpcClient,
    @Inject(GATEWAY_CONFIG)
    private readonly config: Pick<GatewayConfig, GatewayKey | 'ACCEPT_CHANGED'>,
  ) {}

  /** Throws StartRefusal when a key is another one. */
  onApplicationBootstrap(): Promise<void> {
    return this.start.run();
  }

  onModuleDestroy(): void {
    this.start.stop();
  }

  /** Whether the keys are those of the board; false when nobody can say now. Throws StartRefusal when they are not. */
  private async isChecked(): Promise<boolean> {
    try {
      for (const name of GatewayKey.options) {
        const check = keyCheck(name, this.config[name]);
        await this.rpc.call(CheckKey, { name, check, accept: this.config.ACCEPT_CHANGED.has(name) });
      }
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.reason === 'key_changed') throw refusalOf(error);
      return false;
    }
  }
}

function refusalOf({ details }: DomainError): StartRefusal {
  const name = GatewayKey.parse(details?.['name']);
  return new StartRefusal(
    `${name} is not the one this board was made with: ${LOSSES[name]}. Restore the secrets (secrets.json in the data ` +
      `folder, or ${name} where it was set) from the backup. If the change is meant: ACCEPT_CHANGED=${name}`,
  );
}
