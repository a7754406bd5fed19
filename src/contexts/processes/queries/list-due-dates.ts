import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { legalDeadline, type LegalDeadlineKey } from '../domain/legal-deadlines.js';
import { SELECT_DATES, type CalendarDateRow } from '../persistence/calendar-records.js';

const input = z.object({ limit: z.number().int().min(1).max(100).default(20) });

export interface DueLegalDate {
  readonly key: LegalDeadlineKey;
  readonly label: string;
  readonly processId: string;
  readonly idProceso: string;
  readonly officeName: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * Lists overdue keys, then the next legal dates, of all processes in the caller's scope, nearest first (decision 40). A
 * date is past when its minute is over.
 */
@QuerySpec({ name: 'processes.list-due-dates', permission: 'processes.read', input })
export class ListDueDates extends KernelQuery<z.input<typeof input>, DueLegalDate[]> {}

@QueryHandler(ListDueDates)
export class ListDueDatesHandler implements IQueryHandler<ListDueDates> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(query: ListDueDates): Promise<DueLegalDate[]> {
    const { limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<CalendarDateRow & { at: string }>(
      `with pending as (select * from (${SELECT_DATES} where {visible} and d.at is not null
           and (d.at >= date_trunc('minute', $1::timestamptz) or (d.key = 'opl-key' and p.closed_at is null))) found where not met)
       (select * from pending where at < date_trunc('minute', $1::timestamptz) order by at, id limit $2)
       union all (select * from pending where at >= date_trunc('minute', $1::timestamptz) order by at, id limit $2)`,
      [this.clock.now(), limit],
      { entidad: 'p.entidad' },
    );
    return rows.map(({ key, processId, idProceso, officeName, at }) => ({
      key,
      label: legalDeadline(key).label,
      processId,
      idProceso,
      officeName,
      at,
    }));
  }
}
