import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findProcess } from '../persistence/process-records.js';

const input = z.object({ processId: z.uuid() });

export interface PeriodVersion {
  readonly periodId: string;
  readonly officeId: string;
  readonly version: number;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly opensAt: string;
  readonly closesAt: string;
  readonly graceHours: number;
  readonly active: boolean;
  /** Why it replaced the previous version; null for the first. */
  readonly reason: string | null;
  readonly agreement: string | null;
  readonly at: string;
}

/** Lists all versions of the capture periods of a process, newest version of each period first (§5.A). */
@QuerySpec({ name: 'processes.list-periods', permission: 'processes.read', input })
export class ListPeriods extends KernelQuery<z.infer<typeof input>, PeriodVersion[]> {}

@QueryHandler(ListPeriods)
export class ListPeriodsHandler implements IQueryHandler<ListPeriods> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId } }: ListPeriods): Promise<PeriodVersion[]> {
    const process = await findProcess(this.work, processId);
    this.work.authorize({ ...this.work.actor.scope, entidad: process.entidad });
    return this.work.rows<PeriodVersion>(
      `select v.period_id as "periodId", p.office_id as "officeId", v.version, v.name,
         v.opens_at as "opensAt", v.closes_at as "closesAt",
         v.grace_hours as "graceHours", v.active, v.reason, v.agreement, v.at
       from processes.capture_period_version v join processes.capture_period p on p.id = v.period_id
         join processes.process r on r.id = p.process_id
       where {visible} and p.process_id = $1 order by p.opens_at, p.id, v.version desc`,
      [processId],
      { entidad: 'r.entidad' },
    );
  }
}
