import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { GetAspirant } from '../../aspirants/index.js';
import { ListAuxiliariesOfAspirant, type AuxiliaryView } from '../../auxiliaries/index.js';
import { ListPendingUploads } from '../index.js';
import type { Actor } from '../../../kernel/access/actor.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';

const PAGE_SIZE = 50;
const listQuery = z.object({ tras: z.uuid().optional().catch(undefined) });

/** Supports that auxiliaries captured but did not upload, so that the aspirant can call them (decision 6). */
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
    const { tras: after } = listQuery.parse(query);
    const devices = await this.dispatcher.ask(
      actor,
      new ListPendingUploads({ processId, aspirantId, after, limit: PAGE_SIZE + 1 }),
    );
    const rows = devices.slice(0, PAGE_SIZE);
    const auxiliaryIds = [...new Set(rows.map(({ auxiliaryId }) => auxiliaryId))];
    const people = await this.#people(actor, aspirantId, auxiliaryIds);
    this.pages.send(response, 'intake/portal/pending-uploads', {
      devices: rows.map(({ graceOver, folioTaken, ...device }) => ({
        ...device,
        refused: graceOver + folioTaken,
        person: people.get(device.auxiliaryId),
      })),
      firstHref: after && '/portal/no-recibidos',
      nextHref: devices.length > PAGE_SIZE && `/portal/no-recibidos?tras=${rows.at(-1)?.deviceId ?? ''}`,
    });
  }

  /** Whom to call: name, Id Auxiliar and telephone. */
  async #people(actor: Actor, aspirantId: string, ids: string[]): Promise<ReadonlyMap<string, AuxiliaryView>> {
    if (ids.length === 0) return new Map();
    const list = new ListAuxiliariesOfAspirant({ aspirantId, ids, limit: PAGE_SIZE });
    const { rows } = await this.dispatcher.ask(actor, list);
    return new Map(rows.map((row) => [row.auxiliaryId, row]));
  }
}
