import { setTimeout as pause } from 'node:timers/promises';
import { CheckKey, DomainError, GatewayKey } from '@board/contracts';
import { RpcClient } from '@board/messaging';
import { keyCheck, StartRefusal } from '@board/platform';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';

/** How long a start waits for posts, how often it asks meanwhile, and how often later. */
const PATIENCE_MS = 3_000;
const AGAIN_MS = 100;
const LATER_MS = 1_000;

/** What another key would do to people. */
const LOSSES: Record<GatewayKey, string> = {
  CLOAK_KEY: 'with another one, nobody is known again by the rules of how often',
  TOKEN_KEY: 'with another one, files that are attached to refused forms are lost',
};

/**
 * Makes sure that this gateway has the keys that the board was made with. Posts, which knows them, may come up a little later
 * than the gateway: it is waited for, but not for long, and asked until it answers. A gateway with another key ends.
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

  /** Throws StartRefusal when a key is another one. */
  async onApplicationBootstrap(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (!(await this.isChecked())) {
      if (performance.now() > until) return this.checkLater();
      await pause(AGAIN_MS);
    }
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  private checkLater(): void {
    this.timer = setTimeout(() => {
      this.isChecked().then(
        (checked) => checked || this.checkLater(),
        (refusal: StartRefusal) => {
          this.log.fatal(refusal.message);
          process.exit(1);
        },
      );
    }, LATER_MS);
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
