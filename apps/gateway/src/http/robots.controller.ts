import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Pages, files and feeds may be read by machines; what only people use, and what says the same again, may be passed over. */
const ROBOTS = `User-agent: *
Disallow: /lang$
Disallow: /*/post$
Disallow: /*/delete$
Disallow: /*/live$
Disallow: /*/live?
Disallow: /*.json$
`;

@Controller()
export class RobotsController {
  @Get('robots.txt')
  async robots(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('cache-control', 'public, max-age=86400')
      .type('text/plain; charset=utf-8')
      .send(ROBOTS);
  }
}
