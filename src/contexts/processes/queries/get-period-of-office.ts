import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { OplKeyAnchors } from '../opl-key-anchors.js';
import {
  authorizePublished,
  findOffice,
  periodOfOffice,
  PUBLISHED_PERIODS,
  type PeriodsOfOffice,
} from '../persistence/process-records.js';
import { isInTime } from '#electoral/time';

const input = z.object({ officeId: z.uuid() });

export interface PeriodView {
  readonly periodId: string;
  readonly version: number;
  readonly name: string;
  /** Required by the protocol (§5.A); this system has local offices only. */
  readonly ambito: 'local';
  readonly entidad: string;
  /** ISO 8601, UTC. */
  readonly opensAt: string;
  readonly closesAt: string;
  readonly graceEndsAt: string;
  readonly active: boolean;
  /** The same instants in hora centro, to the minute (§5.A). */
  readonly central: {
    readonly opensAt: string;
    readonly closesAt: string;
    readonly graceEndsAt: string;
  };
}

/**
 * Returns the current capture period of an office, chosen by {@link periodInForce} (§5.A, §10.5).
 * @throws DomainError PROCESSES.PERIOD_MISSING if none was ever set.
 */
@QuerySpec({
  name: 'processes.get-period-of-office',
  permission: PUBLIC,
  input,
})
export class GetPeriodOfOffice extends KernelQuery<z.infer<typeof input>, PeriodView> {}

@QueryHandler(GetPeriodOfOffice)
export class GetPeriodOfOfficeHandler implements IQueryHandler<GetPeriodOfOffice> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly anchors: OplKeyAnchors,
  ) {}

  async execute({ input: { officeId } }: GetPeriodOfOffice): Promise<PeriodView> {
    const office = await findOffice(this.work, officeId);
    authorizePublished(this.work, office.entidad);
    const [found] = await this.work.sql<PeriodsOfOffice & object>(
      `select ${PUBLISHED_PERIODS} from processes.published_office_periods where office_id = $1`,
      [officeId],
    );
    const checked = found ? await this.anchors.checked(found) : { office: office.name, periods: [] };
    const period = periodOfOffice(checked, this.clock.now());
    const { graceEndsAt: graceEnd } = period;
    return {
      periodId: period.id,
      version: period.version,
      name: period.name,
      ambito: period.ambito,
      entidad: office.entidad,
      opensAt: period.opensAt.toISOString(),
      closesAt: period.closesAt.toISOString(),
      graceEndsAt: graceEnd.toISOString(),
      active: period.active,
      central: {
        opensAt: formatMinutes(period.opensAt),
        closesAt: formatMinutes(period.closesAt),
        graceEndsAt: formatMinutes(graceEnd),
      },
    };
  }
}

const formatMinutes = (instant: Date): string => formatCentral(instant).slice(0, 16);

/** The current period of an office, or undefined if the OPL has set none. */
export async function findPeriodOfOffice(
  ask: <Result>(query: KernelQuery<object, Result>) => Promise<Result>,
  officeId: string,
): Promise<PeriodView | undefined> {
  try {
    return await ask(new GetPeriodOfOffice({ officeId }));
  } catch (error) {
    if (error instanceof DomainError && error.code === 'PROCESSES.PERIOD_MISSING') return undefined;
    throw error;
  }
}

/** Whether an active period has closed. Supports captured before the close may still be sent. */
export function hasCaptureEnded(period: Pick<PeriodView, 'active' | 'closesAt'> | undefined, now: Date): boolean {
  return period !== undefined && period.active && !isInTime(period.closesAt, now);
}
