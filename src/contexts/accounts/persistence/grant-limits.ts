import { Injectable } from '@nestjs/common';
import { centralDay, endOfCentralDay } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess, ListPeriods } from '../../processes/index.js';
import { latestGrantEnd } from '../domain/grant.js';

export interface Grant {
  /** Null: DERFE. */
  readonly entidad: string | null;
  readonly processId: string | null;
}

export interface GrantLimit {
  readonly latest: Date;
  /** It follows from the capture periods of the process, not from today. */
  readonly fromPeriods: boolean;
}

/** Computes the latest possible end of a grant from the periods of its process. */
@Injectable()
export class GrantLimits {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  /**
   * The latest possible end of a grant, of an OPL or of DERFE.
   * @throws DomainError ACCOUNTS.PROCESS_OF_ANOTHER_ENTIDAD
   */
  async latestEnd(grant: Grant): Promise<Date> {
    return (await this.limitOf(grant)).latest;
  }

  /**
   * The latest possible end of a grant and what it follows from.
   * @throws DomainError ACCOUNTS.PROCESS_OF_ANOTHER_ENTIDAD
   */
  async limitOf({ entidad, processId }: Grant): Promise<GrantLimit> {
    const now = this.clock.now();
    if (processId === null) return { latest: endOfDay(latestGrantEnd([], now)), fromPeriods: false };
    const process = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    if (entidad !== null && process.entidad !== entidad) {
      throw new DomainError('ACCOUNTS.PROCESS_OF_ANOTHER_ENTIDAD', { kind: 'invalid', field: 'processId' });
    }
    const versions = await this.dispatcher.ask(this.work.actor, new ListPeriods({ processId }));
    // Versions are sorted newest first; the newest of each period is in force.
    const inForce = new Map([...versions].reverse().map((version) => [version.periodId, version]));
    const periods = [...inForce.values()].map(({ closesAt, graceHours }) => ({
      closesAt: new Date(closesAt),
      graceHours,
    }));
    return { latest: endOfDay(latestGrantEnd(periods, now)), fromPeriods: periods.length > 0 };
  }
}

/** Grants end at the end of a day in hora centro; so does the limit, so that its own day is allowed. */
function endOfDay(limit: Date): Date {
  return endOfCentralDay(centralDay(limit));
}
