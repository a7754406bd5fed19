import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../../kernel/access/actor.js';
import { formErrors, type FormError } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { UuidParam } from '../../../kernel/http/uuid-param.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { TransferPapers } from '../commands/transfer-papers.js';
import { GetCustodyPapers } from '../queries/get-custody-papers.js';
import { GetCustodyAct } from '../queries/get-custody-act.js';
import { GetAuxiliary } from '../queries/get-auxiliary.js';
import { ListCustodyRequests, type CustodyRequestView } from '../queries/list-custody-requests.js';
import { aspirantOf } from './auxiliary-view.js';
import { custodyChipOf } from './auxiliary-labels.js';
import { sendFile } from './papers-pages.controller.js';

/** Custody requests of the OPL, and the transfer of the papers (§6.7). */
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

  /** Lists the people, files and versions before the transfer, which cannot be undone. */
  @Get(':requestId')
  async confirm(
    @RequestActor() actor: Actor,
    @UuidParam('requestId') requestId: string,
    @Res() response: Response,
  ): Promise<void> {
    const papers = await this.dispatcher.ask(actor, new GetCustodyPapers({ requestId }));
    this.pages.send(response, 'auxiliaries/portal/custody-delivery', { ...papers, id: requestId });
  }

  @Post(':requestId')
  async transfer(
    @RequestActor() actor: Actor,
    @UuidParam('requestId') requestId: string,
    @Res() response: Response,
  ): Promise<void> {
    try {
      await this.dispatcher.run(actor, new TransferPapers({ requestId }));
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
    justTransferred: boolean,
    errors: readonly FormError[],
    status: number,
  ): Promise<void> {
    const requests = await this.dispatcher.ask(actor, new ListCustodyRequests({ aspirantId: aspirantOf(actor) }));
    const names = await this.#names(actor, requests);
    const shown = requests.map((one) => ({
      ...one,
      name: one.auxiliaryId === null ? null : names.get(one.auxiliaryId),
      chip: custodyChipOf(one),
      anyTransferred: one.transferred > 0,
    }));
    this.pages.send(response, 'auxiliaries/portal/custody', { requests: shown, justTransferred, errors }, status);
  }

  /** Name and Id Auxiliar, by id, of the people to whom a request is limited. */
  async #names(actor: Actor, requests: readonly CustodyRequestView[]): Promise<ReadonlyMap<string, string>> {
    const ids = new Set(requests.flatMap(({ auxiliaryId }) => auxiliaryId ?? []));
    const names = new Map<string, string>();
    for (const auxiliaryId of ids) {
      const { displayName, idAuxiliar } = await this.dispatcher.ask(actor, new GetAuxiliary({ auxiliaryId }));
      names.set(auxiliaryId, `${displayName} (${idAuxiliar})`);
    }
    return names;
  }
}
