import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { GetAspirant } from '../../aspirants/index.js';
import { GetAuxiliaryNames } from '../../auxiliaries/index.js';
import { ListPendingUploads } from '../index.js';
import type { Actor } from '../../../kernel/access/actor.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';

const PAGE = 50;
const place = z.object({ tras: z.uuid().optional().catch(undefined) });

/** What the aspirant's auxiliaries have captured and the INE does not have: a call to them in time saves it (decision 6). */
@Access('portal')
@Controller('portal/no-recibidos')
export class PendingUploadsPage {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
  ) {}

  @Get()
  async list(@RequestActor() actor: Actor, @Query() query: object, @Res() response: Response): Promise<void> {
    const aspirantId = actor.scope['aspirantId'] ?? '';
    const { processId } = await this.dispatcher.ask(actor, new GetAspirant({ aspirantId }));
    const { tras: after } = place.parse(query);
    const devices = await this.dispatcher.ask(
      actor,
      new ListPendingUploads({ processId, aspirantId, after, limit: PAGE + 1 }),
    );
    const rows = devices.slice(0, PAGE);
    const auxiliaryIds = [...new Set(rows.map(({ auxiliaryId }) => auxiliaryId))];
    const named = await this.dispatcher.ask(actor, new GetAuxiliaryNames({ auxiliaryIds }));
    const idAuxiliarOf = new Map(named.map(({ auxiliaryId, idAuxiliar }) => [auxiliaryId, idAuxiliar]));
    this.pages.send(response, 'intake/portal/pending-uploads', {
      devices: rows.map(({ graceOver, folioTaken, ...device }) => ({
        ...device,
        refused: graceOver + folioTaken,
        idAuxiliar: idAuxiliarOf.get(device.auxiliaryId) ?? '',
      })),
      firstHref: after && '/portal/no-recibidos',
      nextHref: devices.length > PAGE && `/portal/no-recibidos?tras=${rows.at(-1)?.deviceId ?? ''}`,
    });
  }
}
