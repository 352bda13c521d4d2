import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyServerOptions } from 'fastify';

/** How the HTTP server is bounded. */
export const fastifyOptions: FastifyServerOptions = {};

/** Adds to the raw server what must run before any route. */
export function installEdge(_app: NestFastifyApplication): void {}
