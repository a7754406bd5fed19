import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { CountPendingVerdicts, GetDeskFigures } from '../control-desk/index.js';
import {
  GetPeriodOfOffice,
  ListOffices,
  OplKeyAnchors,
  type ProcessView,
  type PublicKeyJwk,
} from '../processes/index.js';
import {
  CountByClass,
  CountPendingMatches,
  CountPendingReviews,
  CountPendingWithdrawals,
  ListUnprocessable,
} from '../verification/index.js';
import type { ClosingPeriod } from './domain/closing-time.js';
import type { ClosingFigures } from './domain/reconciliation.js';
import { countReceived } from './persistence/received-supports.js';

const SYSTEM = systemActor('results.close-process');

/**
 * Reads what the close checks: the periods, and totals counted from the rows rather than taken from counters.
 */
@Injectable()
export class ClosingState {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
    private readonly anchors: OplKeyAnchors,
  ) {}

  /**
   * The key to which the results are encrypted.
   * @throws DomainError RESULTS.KEY_MISSING, .KEY_ALTERED
   */
  async recipientKey({ id, oplPublicKey }: ProcessView): Promise<PublicKeyJwk> {
    if (oplPublicKey === null) throw new DomainError('RESULTS.KEY_MISSING', { kind: 'conflict' });
    if (!(await this.anchors.isInForce(id, oplPublicKey))) {
      throw new DomainError('RESULTS.KEY_ALTERED', { kind: 'conflict' });
    }
    return oplPublicKey;
  }

  async periods(processId: string): Promise<ClosingPeriod[]> {
    const offices = await this.dispatcher.ask(SYSTEM, new ListOffices({ processId }));
    const periods: ClosingPeriod[] = [];
    for (const office of offices) {
      try {
        const period = await this.dispatcher.ask(SYSTEM, new GetPeriodOfOffice({ officeId: office.id }));
        periods.push({
          office: office.name,
          active: period.active,
          graceEndsAt: new Date(period.graceEndsAt),
          graceEndsAtCentral: period.central.graceEndsAt,
        });
      } catch (error) {
        // An office without a period has no supports and does not block the close.
        if (!(error instanceof DomainError) || error.code !== 'PROCESSES.PERIOD_MISSING') throw error;
      }
    }
    return periods;
  }

  /** Ids of the records that were declared 'no procesable' and never reach the desk (decision 67). */
  unprocessable({ id: processId, entidad }: Pick<ProcessView, 'id' | 'entidad'>): Promise<string[]> {
    return this.dispatcher.ask(SYSTEM, new ListUnprocessable({ processId, entidad }));
  }

  /** Records whose newest verdict can still be undone, or is not yet reflected in their class. */
  async pendingReviews({ id: processId, entidad }: Pick<ProcessView, 'id' | 'entidad'>): Promise<number> {
    // In this order, so that a verdict that is published for verification meanwhile is counted.
    const unpublished = await this.dispatcher.ask(SYSTEM, new CountPendingVerdicts({ processId }));
    return unpublished + (await this.dispatcher.ask(SYSTEM, new CountPendingReviews({ processId, entidad })));
  }

  async figures({ id: processId, entidad }: ProcessView): Promise<Omit<ClosingFigures, 'rows'>> {
    // Counted first, so that a review applied after this is included in the classes counted next.
    const pendingReviews = await this.pendingReviews({ id: processId, entidad });
    const received = await countReceived(this.work, processId);
    const counts = await this.dispatcher.ask(SYSTEM, new CountByClass({ processId, entidad }));
    const classes: Record<string, number> = {};
    for (const { reportedClass, supports } of counts) classes[reportedClass] = (classes[reportedClass] ?? 0) + supports;
    const desk = await this.dispatcher.ask(SYSTEM, new GetDeskFigures({ processId }));
    const pendingMatches = await this.dispatcher.ask(SYSTEM, new CountPendingMatches({ processId, entidad }));
    const pendingWithdrawals = await this.dispatcher.ask(SYSTEM, new CountPendingWithdrawals({ processId, entidad }));
    const unprocessable = (await this.unprocessable({ id: processId, entidad })).length;
    return { received, classes, pendingReviews, pendingMatches, pendingWithdrawals, desk, unprocessable };
  }
}
