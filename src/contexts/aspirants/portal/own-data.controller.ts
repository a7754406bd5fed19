import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../../kernel/access/actor.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { Access } from '../../../kernel/http/route-access.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { registrationGroups } from '../documents/registration-groups.js';
import { GetOwnRegistration } from '../queries/get-own-registration.js';

/** The aspirant reads the data that the OPL registered about them (§6.2). */
@Access('portal')
@Controller('portal/mis-datos')
export class OwnDataPage {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
  ) {}

  @Get()
  async page(@RequestActor() actor: Actor, @Res() response: Response): Promise<void> {
    const aspirantId = actor.scope['aspirantId'] ?? '';
    const registration = await this.dispatcher.ask(actor, new GetOwnRegistration({ aspirantId }));
    const groups = registrationGroups(registration).map(({ title, rows }, index) => ({
      id: `grupo-${String(index)}`,
      title,
      rows: rows.filter(({ value }) => value !== ''),
    }));
    this.pages.send(response, 'aspirants/portal/own-data', { groups });
  }
}
