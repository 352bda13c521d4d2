import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { GetLook, GetThreadDelta, type Lang, type RpcContract } from '@board/contracts';
import { connectMessaging, MessagingModule, RpcClient } from '@board/messaging';
import { type ObjectStore, openStore } from '@board/storage';
import { type NatsServer, ServiceProcess, startNats } from '@board/testing';
import type { z } from 'zod';
import { PostsStandIn } from './posts.stand-in.ts';

/** The compiled renderer with a real NATS and a store on disk; posts is stood in for. */
export class RendererHouse {
  look = '';

  private constructor(
    readonly nats: NatsServer,
    readonly posts: PostsStandIn,
    readonly renderer: ServiceProcess,
    private readonly app: INestApplication,
    private readonly folder: string,
  ) {}

  static async start(more: Record<string, string> = {}): Promise<RendererHouse> {
    const nats = await startNats();
    const folder = await mkdtemp(join(tmpdir(), 'board-renderer-'));
    class Root {}
    const app = await NestFactory.create(
      {
        module: Root,
        imports: [MessagingModule.forRoot({ service: 'posts', url: nats.url })],
        controllers: [PostsStandIn],
      },
      new FastifyAdapter(),
      { logger: false, abortOnError: false },
    );
    connectMessaging(app);
    await app.init();
    await app.startAllMicroservices();
    const env = { NATS_URL: nats.url, STORE_DIR: folder, INTERNAL_PORT: '0', ...more };
    const renderer = new ServiceProcess('renderer', 0, env);
    await renderer.start();
    const house = new RendererHouse(nats, app.get(PostsStandIn), renderer, app, folder);
    house.look = (await house.rpc.call(GetLook, {})).look;
    return house;
  }

  /** Throws when the renderer did not end by itself with 0. */
  async stop(): Promise<void> {
    const code = await this.renderer.stop();
    await this.app.close();
    await this.nats.stop();
    await rm(this.folder, { recursive: true });
    if (code !== 0) throw new Error(`The renderer ended with ${code}\n${this.renderer.tail()}`);
  }

  get rpc(): RpcClient {
    return this.app.get(RpcClient);
  }

  store(): Promise<ObjectStore> {
    return openStore({ STORE_DIR: this.folder, S3_REGION: 'us-east-1' });
  }

  /** Asks the renderer as a gateway does: for its look. */
  ask<I extends z.ZodType, O extends z.ZodType>(
    contract: RpcContract<I, O>,
    input: z.input<I>,
  ): Promise<z.output<O>> {
    return this.rpc.call(contract, input, { to: this.look });
  }

  delta(
    thread: number,
    lang: Lang,
    after = { version: 0, no: 0 },
  ): Promise<z.output<typeof GetThreadDelta.output>> {
    return this.ask(GetThreadDelta, { board: 'b', thread, after, lang });
  }

  /** How many insides of posts were drawn so far, in a language. */
  async bodiesDrawn(lang: Lang): Promise<number> {
    const text = await (await fetch(`${this.renderer.internalUrl}/metrics`)).text();
    const found = new RegExp(`^renderer_bodies_rendered_total\\{lang="${lang}"\\} (\\d+)`, 'm').exec(text);
    return Number(found?.[1] ?? 0);
  }
}
