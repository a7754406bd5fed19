import { Controller, Get, Header, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../../kernel/access/actor.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { GetEmblem } from '../queries/get-emblem.js';

/** The aspirant's own emblem for the portal. Always the rendered PNG, never the uploaded file (§5.E). */
@Access('portal')
@Controller('portal/emblema')
export class EmblemController {
  constructor(private readonly dispatcher: Dispatcher) {}

  @Get()
  @Header('Cache-Control', 'private, no-cache')
  async emblem(@RequestActor() actor: Actor, @Res() response: Response): Promise<void> {
    const aspirantId = actor.scope['aspirantId'] ?? '';
    const png = await this.dispatcher.ask(actor, new GetEmblem({ aspirantId, size: 'large' }));
    if (!png) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
    response.type('png').send(png);
  }
}
