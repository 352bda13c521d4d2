import { type DynamicModule, Module } from '@nestjs/common';
import { MessagingModule, natsAddress } from '@board/messaging';
import { AtomPages } from './atom/atom.pages.js';
import { BoardsReader } from './boards/boards.reader.js';
import { FormsController } from './forms/forms.controller.js';
import { Templates } from './handlebars/templates.js';
import { LookController } from './look/look.controller.js';
import { LOOK } from './look/look.id.js';
import { LookPublisher } from './look/look.publisher.js';
import { storeProvider } from './look/store.provider.js';
import { PagesController } from './pages/pages.controller.js';
import { bodies } from './posts/bodies.metric.js';
import { BodyMemo } from './posts/body.memo.js';
import { PostDrawer } from './posts/post.drawer.js';
import { RENDERER_CONFIG, type RendererConfig } from './renderer.config.js';
import { ThreadDeltaHandler } from './threads/thread-delta.handler.js';
import { ThreadsController } from './threads/threads.controller.js';

@Module({})
export class RendererModule {
  static with(config: RendererConfig): DynamicModule {
    return {
      module: RendererModule,
      imports: [MessagingModule.forRoot({ service: 'renderer', ...natsAddress(config) })],
      controllers: [LookController, PagesController, ThreadsController, FormsController],
      providers: [
        { provide: RENDERER_CONFIG, useValue: config },
        {
          provide: Templates,
          useFactory: () =>
            new Templates({
              look: LOOK,
              publicOrigin: config.PUBLIC_ORIGIN,
              mediaOrigin: config.MEDIA_ORIGIN,
            }),
        },
        { provide: BodyMemo, useFactory: () => new BodyMemo(config.MEMO_BYTES) },
        bodies,
        storeProvider,
        LookPublisher,
        BoardsReader,
        AtomPages,
        PostDrawer,
        ThreadDeltaHandler,
      ],
    };
  }
}
