import { MessagingModule, natsAddress } from '@board/messaging';
import { type DynamicModule, Module } from '@nestjs/common';
import { FeedModule } from './feed/feed.module.js';
import { FilesModule } from './files/files.module.js';
import type { GatewayConfig } from './gateway.config.js';
import { HttpModule } from './http/http.module.js';
import { JsonModule } from './json/json.module.js';
import { LookModule } from './look/look.module.js';
import { PostingModule } from './posting/posting.module.js';

@Module({})
export class GatewayModule {
  /** The whole gateway, told by `config` where everything is. */
  static with(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        MessagingModule.forRoot({ service: 'gateway', ...natsAddress(config) }),
        HttpModule.with(config),
        LookModule,
        FilesModule,
        JsonModule,
        PostingModule,
        FeedModule,
      ],
    };
  }
}
