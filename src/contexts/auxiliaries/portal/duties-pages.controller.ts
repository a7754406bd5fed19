import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../../kernel/access/actor.js';
import { formErrors, formTexts, type FormError } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { AcceptAspirantDuties } from '../commands/accept-aspirant-duties.js';
import { GetAspirantDuties } from '../queries/get-aspirant-duties.js';
import { aspirantOf } from './auxiliary-view.js';

/** The aspirant reads and accepts their duties before registering auxiliaries (§6.9, §16.2). */
@Access('portal')
@Controller('portal/responsabilidades')
export class DutiesPages {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
  ) {}

  @Get()
  async page(@RequestActor() actor: Actor, @Res() response: Response): Promise<void> {
    await this.#send(actor, response, [], 200);
  }

  @Post()
  async accept(@RequestActor() actor: Actor, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const { version, accepted } = formTexts(body, ['version', 'accepted']);
    try {
      if (accepted === '')
        throw new DomainError('AUXILIARIES.DUTIES_NOT_TICKED', { kind: 'invalid', field: 'accepted' });
      await this.dispatcher.run(actor, new AcceptAspirantDuties({ aspirantId: aspirantOf(actor), version }));
      response.redirect(303, '/portal/auxiliares/nuevo');
    } catch (error) {
      await this.#send(actor, response, formErrors(error, { accepted: 'Aceptación' }), 422);
    }
  }

  async #send(actor: Actor, response: Response, errors: readonly FormError[], status: number): Promise<void> {
    const found = await this.dispatcher.ask(actor, new GetAspirantDuties({ aspirantId: aspirantOf(actor) }));
    this.pages.send(response, 'auxiliaries/portal/duties', { ...found, errors }, status);
  }
}
