import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../../../kernel/access/actor.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { Access } from '../../../kernel/http/route-access.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { registrationGroups } from '../documents/registration-groups.js';
import { GetOwnRegistration, MASKED_FIELDS } from '../queries/get-own-registration.js';

const addressSchema = z.object({ mostrar: z.enum(MASKED_FIELDS).optional().catch(undefined) });
const MASKED: ReadonlySet<string> = new Set(MASKED_FIELDS);

/** The aspirant reads the data that the OPL registered about them (§6.2). */
@Access('portal')
@Controller('portal/mis-datos')
export class OwnDataPage {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
  ) {}

  @Get()
  async page(@RequestActor() actor: Actor, @Query() query: object, @Res() response: Response): Promise<void> {
    const aspirantId = actor.scope['aspirantId'] ?? '';
    const { mostrar: reveal } = addressSchema.parse(query);
    const { registration, accessPending } = await this.dispatcher.ask(
      actor,
      new GetOwnRegistration({ aspirantId, reveal }),
    );
    const groups = registrationGroups(registration).map(({ title, rows }, index) => ({
      id: `grupo-${String(index)}`,
      title,
      rows: rows
        .filter(({ value }) => value !== '')
        .map((row) => ({ ...row, masked: MASKED.has(row.field) && row.field !== reveal })),
    }));
    this.pages.send(response, 'aspirants/portal/own-data', { groups, accessPending });
  }
}
