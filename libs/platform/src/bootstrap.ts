import { type DynamicModule, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import type { Server } from 'node:http';
import type { Logger as Pino } from 'pino';
import type { CommonConfig } from './common.config.js';
import { InternalServer } from './internal.server.js';
import { createNestLogger, createPino } from './logger.js';
import { Readiness } from './readiness.js';
import { requestContext } from './request-context.js';
import { StartRefusal } from './start-refusal.js';

export interface BootstrapOptions {
  /** The service, as it is called in logs. */
  name: string;
  module: Type | DynamicModule;
  config: CommonConfig;
  /**
   * Called before the app is initialised: attach transports here, and hooks to the raw Fastify instance
   * (`app.getHttpAdapter().getInstance()`), which run before all others.
   */
  connect?: (app: NestFastifyApplication) => void | Promise<void>;
  /** Opens the public port, or a socket, and returns its address; absent for a service without HTTP. */
  listen?: (app: NestFastifyApplication) => Promise<string>;
  /** Options of Fastify, or an instance of it. */
  fastify?: ConstructorParameters<typeof FastifyAdapter>[0];
}

/**
 * The life of a service process, from start to exit.
 *
 * Start: internal server, app, `connect`, init, transports, `listen`; then it is ready and says so in one log line
 * `{ msg: 'ready', service, url, internalUrl, pid }`. If any of it fails, the log says why and the process exits with 1;
 * of a `StartRefusal` it says the sentence alone.
 * SIGTERM or SIGINT: readiness off, the public port takes nothing new, `onModuleDestroy` and `beforeApplicationShutdown`
 * hooks (end your streams there), open requests are answered, transports finish what is in hand,
 * `onApplicationShutdown` hooks (connections close); exit 0, or 1 when `SHUTDOWN_GRACE_MS` was not enough. An unhandled rejection is logged and ends the process with 1.
 *
 * @example
 * setContextHooks(requestContext);
 * await bootstrap({ name: 'posts', module: PostsModule, config, connect: connectMessaging });
 *
 * @example
 * await bootstrap({
 *   name: 'gateway', module: GatewayModule, config, fastify: { bodyLimit: 65_536 }, connect: addEarlyHooks,
 *   listen: async (app) => { await app.listen(config.HTTP_PORT, config.HTTP_HOST); return app.getUrl(); },
 * });
 */
export async function bootstrap(options: BootstrapOptions): Promise<void> {
  await new ServiceProcess(options).start();
}

class ServiceProcess {
  private readonly log: Pino;
  private readonly readiness = new Readiness();
  private readonly internal = new InternalServer(this.readiness);
  private app: INestApplication | undefined;
  private ending = false;

  constructor(private readonly options: BootstrapOptions) {
    this.log = createPino(options.name, options.config.LOG_LEVEL);
  }

  async start(): Promise<void> {
    process.on('unhandledRejection', (error) => this.fail('A rejection was not handled', error));
    process.on('uncaughtException', (error) => this.fail('An error was not caught', error));
    process.on('SIGTERM', () => void this.stop());
    process.on('SIGINT', () => void this.stop());
    try {
      const { INTERNAL_HOST, INTERNAL_PORT } = this.options.config;
      const internalUrl = await this.internal.listen(INTERNAL_HOST, INTERNAL_PORT);
      const url = await this.open();
      if (this.ending) return;
      this.readiness.started();
      // At every level: whoever started it waits for this line.
      this.log.child({}, { level: 'info' }).info({ url, internalUrl, pid: process.pid }, 'ready');
    } catch (error) {
      if (!this.ending) this.fail('The start failed', error);
    }
  }

  /** Returns the public address, or null. */
  private async open(): Promise<string | null> {
    const { module, connect, listen, fastify } = this.options;
    const adapter = new FastifyAdapter(
      fastify && 'server' in fastify ? fastify : { return503OnClosing: false, ...fastify },
    );
    const app = await NestFactory.create<NestFastifyApplication>(this.root(module), adapter, {
      logger: createNestLogger(this.log),
      abortOnError: false,
      // Bodies are read by those who want them: an upload must not be gathered in memory.
      bodyParser: false,
    });
    this.app = app;
    await connect?.(app);
    adapter.getInstance().addHook('onRequest', (request, _reply, done) => {
      const { traceparent } = request.headers;
      requestContext.run(typeof traceparent === 'string' ? { traceparent } : {}, done);
    });
    adapter.getInstance().addHook('onSend', (_request, reply, payload, done) => {
      if (this.ending) void reply.header('connection', 'close');
      done(null, payload);
    });
    await app.init();
    await app.startAllMicroservices();
    return (await listen?.(app)) ?? null;
  }

  private root(module: Type | DynamicModule): DynamicModule {
    class Root {}
    return {
      module: Root,
      global: true,
      // Without its controller, which would serve `/metrics` on the public port: the internal server does.
      imports: [{ ...PrometheusModule.register(), controllers: [] }, module],
      providers: [{ provide: Readiness, useValue: this.readiness }],
      exports: [Readiness],
    };
  }

  private async stop(): Promise<void> {
    if (this.ending) return;
    this.ending = true;
    this.readiness.stopping();
    this.log.info('stopping');
    const overdue = setTimeout(() => {
      this.log.error('What was in hand did not end in time');
      process.exit(1);
    }, this.options.config.SHUTDOWN_GRACE_MS);
    const leaving = this.stopListening();
    try {
      await this.app?.close();
    } catch (error) {
      this.log.error({ err: error }, 'The stop failed');
      process.exit(1);
    }
    clearTimeout(overdue);
    clearInterval(leaving);
    this.internal.close();
    this.log.info('stopped');
    process.exit(0);
  }

  /** Takes no more connections, and ends those that are kept alive as soon as they have nothing in hand. */
  private stopListening(): NodeJS.Timeout | undefined {
    const server = this.app?.getHttpServer() as Server | undefined;
    if (!server?.listening) return undefined;
    server.close();
    return setInterval(() => server.closeIdleConnections(), 50);
  }

  private fail(what: string, error: unknown): void {
    if (error instanceof StartRefusal) {
      this.log.fatal(error.message);
      process.exit(1);
    }
    const why = error instanceof Error ? error.message : String(error);
    this.log.fatal({ err: error }, `${what}: ${why}`);
    process.exit(1);
  }
}
