import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { GetAspirant } from '../contexts/aspirants/index.js';
import { CountAuxiliaries, type AuxiliaryCounts } from '../contexts/auxiliaries/index.js';
import { CountUnreceived } from '../contexts/intake/index.js';
import { GetPeriodOfOffice, type PeriodView } from '../contexts/processes/index.js';
import { GetSupportFigures } from '../contexts/verification/index.js';
import type { Actor } from '../kernel/access/actor.js';
import { Clock } from '../kernel/clock/clock.js';
import { DomainError } from '../kernel/errors/domain-error.js';
import { Pages } from '../kernel/http/pages.js';
import { RequestActor } from '../kernel/http/request-actor.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { Access } from '../kernel/http/route-access.js';
import { nextStep, periodNow } from './period-words.js';
import { figuresOf } from './support-words.js';

/** Where an aspirant stands: their registration, the period, the figures, the next step (§6.1). */
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
    const aspirantId = actor.scope['aspirantId'] ?? '';
    const aspirant = await this.dispatcher.ask(actor, new GetAspirant({ aspirantId }));
    const period = await this.#period(actor, aspirant.officeId);
    const auxiliaries = await this.dispatcher.ask(actor, new CountAuxiliaries({ aspirantId }));
    const figures = await this.dispatcher.ask(actor, new GetSupportFigures({ aspirantId }));
    const { processId } = aspirant;
    const unreceived = await this.dispatcher.ask(actor, new CountUnreceived({ processId, aspirantId }));
    const now = period && periodNow(period, this.clock.now());
    this.pages.send(response, 'portal/home', {
      aspirant,
      withdrawnOn: aspirant.withdrawnOn?.split('-').reverse().join('/'),
      period,
      now,
      auxiliaries: auxiliaryFigures(auxiliaries),
      figures: figuresOf(figures),
      unreceived: unreceived.announced + unreceived.lost > 0 && unreceived,
      next: nextStep(now?.state, auxiliaryFigures(auxiliaries), figures.total),
    });
  }

  async #period(actor: Actor, officeId: string): Promise<PeriodView | undefined> {
    try {
      return await this.dispatcher.ask(actor, new GetPeriodOfOffice({ officeId }));
    } catch (error) {
      if (error instanceof DomainError && error.code === 'PROCESSES.PERIOD_MISSING') return undefined;
      throw error;
    }
  }
}

function auxiliaryFigures({ registered, enrolled }: AuxiliaryCounts): { authorised: number; ready: number } {
  return { authorised: registered + enrolled, ready: enrolled };
}
