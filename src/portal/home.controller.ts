import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { GetAspirant } from '../contexts/aspirants/index.js';
import type { Actor } from '../kernel/access/actor.js';
import { Clock } from '../kernel/clock/clock.js';
import { Pages } from '../kernel/http/pages.js';
import { RequestActor } from '../kernel/http/request-actor.js';
import { Access } from '../kernel/http/route-access.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import type { HomePart } from './contribution.js';
import { CONTRIBUTIONS } from './contributions.js';
import { portalAspirant } from './portal-aspirant.js';

/** Home page: the parts contributed by the contexts, and the next step (§6.1). */
@Access('portal')
@Controller('portal')
export class Home {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  @Get()
  async home(@RequestActor() actor: Actor, @Res() response: Response): Promise<void> {
    const view = await this.dispatcher.ask(actor, new GetAspirant({ aspirantId: actor.scope['aspirantId'] ?? '' }));
    const aspirant = portalAspirant(this.dispatcher, this.clock, actor, view);
    const parts: HomePart[] = [];
    for (const { home } of CONTRIBUTIONS) {
      const part = await home?.(aspirant);
      if (part) parts.push(part);
    }
    const inSlot = (slot: HomePart['slot']): HomePart[] => parts.filter((part) => part.slot === slot);
    this.pages.send(response, 'portal/home', {
      headings: inSlot('heading'),
      panels: inSlot('panel'),
      sections: inSlot('section'),
      next: parts.find(({ step }) => step !== undefined)?.step,
    });
  }
}
