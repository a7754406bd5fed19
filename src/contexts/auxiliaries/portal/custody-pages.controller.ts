import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../../kernel/access/actor.js';
import { formErrors, type FormError } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { UuidParam } from '../../../kernel/http/uuid-param.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { HandOverPapers } from '../commands/hand-over-papers.js';
import { GetCustodyAct } from '../queries/get-custody-act.js';
import { ListCustodyRequests } from '../queries/list-custody-requests.js';
import { aspirantOf } from './auxiliary-view.js';
import { custodyChipOf } from './auxiliary-words.js';
import { sendFile } from './papers-pages.controller.js';

/** What the OPL asks the aspirant for, and its handing over (§6.7). */
@Access('portal')
@Controller('portal/resguardo')
export class CustodyPages {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
  ) {}

  @Get()
  async page(@RequestActor() actor: Actor, @Query('hecho') done: unknown, @Res() response: Response): Promise<void> {
    await this.#send(actor, response, done === 'entrega', [], 200);
  }

  @Post(':requestId')
  async handOver(
    @RequestActor() actor: Actor,
    @UuidParam('requestId') requestId: string,
    @Res() response: Response,
  ): Promise<void> {
    try {
      await this.dispatcher.run(actor, new HandOverPapers({ requestId }));
      response.redirect(303, '/portal/resguardo?hecho=entrega');
    } catch (error) {
      await this.#send(actor, response, false, formErrors(error, {}), 422);
    }
  }

  @Get(':requestId/acta.pdf')
  async act(
    @RequestActor() actor: Actor,
    @UuidParam('requestId') requestId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { fileName, pdf } = await this.dispatcher.ask(actor, new GetCustodyAct({ requestId }));
    sendFile(response, fileName, 'application/pdf', pdf);
  }

  async #send(
    actor: Actor,
    response: Response,
    handedOver: boolean,
    errors: readonly FormError[],
    status: number,
  ): Promise<void> {
    const requests = await this.dispatcher.ask(actor, new ListCustodyRequests({ aspirantId: aspirantOf(actor) }));
    const shown = requests.map((one) => ({
      ...one,
      chip: custodyChipOf(one),
      missing: one.asked - one.handed - one.ready,
      anyHanded: one.handed > 0,
    }));
    this.pages.send(response, 'auxiliaries/portal/custody', { requests: shown, handedOver, errors }, status);
  }
}
