import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { KEY_IS_LATE } from '../persistence/process-records.js';

const input = z.object({});

/** `untested`: a key was registered, but the OPL has not proved that it can open it. */
export type KeyDeadlineState = 'overdue' | 'due' | 'untested' | 'no-period' | 'registered-late' | 'registered';

export interface KeyDeadline {
  readonly processId: string;
  readonly idProceso: string;
  readonly name: string;
  readonly entidad: string;
  readonly practice: boolean;
  readonly state: KeyDeadlineState;
  /** Ten days before the first capture period opens (§13.1). All instants are ISO 8601, UTC. */
  readonly dueAt: string | null;
  /** Registration, test and thumbprint of the key in force; without one, those of the newest key. */
  readonly registeredAt: string | null;
  readonly testedAt: string | null;
  readonly thumbprint: string | null;
  /** When DERFE waived the test, so that capture does not wait for it (decision 66). */
  readonly waivedAt: string | null;
  /** When the OPL was last reminded. */
  readonly remindedAt: string | null;
}

/** Lists the state of the OPL's public key for every open process, overdue ones first (§13.1). */
@QuerySpec({ name: 'processes.list-key-deadlines', permission: 'processes.read', input })
export class ListKeyDeadlines extends KernelQuery<z.infer<typeof input>, KeyDeadline[]> {}

@QueryHandler(ListKeyDeadlines)
export class ListKeyDeadlinesHandler implements IQueryHandler<ListKeyDeadlines> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<KeyDeadline[]> {
    return this.work.rows<KeyDeadline>(
      `select * from (
         select p.id as "processId", p.id_proceso as "idProceso", p.name, p.entidad, p.practice,
           case when k.tested_at is not null then case when ${KEY_IS_LATE} then 'registered-late' else 'registered' end
             when k.registered_at is not null then 'untested'
             when d.at is null then 'no-period' when d.at < date_trunc('minute', $1::timestamptz) then 'overdue' else 'due' end as state,
           d.at as "dueAt", k.registered_at as "registeredAt", k.tested_at as "testedAt", k.thumbprint,
           w.waived_at as "waivedAt",
           (select max(r.queued_at) from processes.calendar_reminder r where r.date_id = d.id) as "remindedAt"
         from processes.process p
         left join processes.calendar_date d on d.process_id = p.id and d.key = 'opl-key'
         left join processes.opl_key_waiver w on w.process_id = p.id
         left join lateral (select r.registered_at, r.late, r.thumbprint, t.tested_at
           from processes.opl_public_key r left join processes.opl_key_test t on t.key_id = r.id
           where r.process_id = p.id order by t.tested_at desc nulls last, r.sequence desc limit 1) k on true
         where p.closed_at is null and {visible}
       ) deadline
       order by array_position(array['overdue', 'due', 'untested', 'no-period', 'registered-late', 'registered'], state), "dueAt",
         "idProceso" limit 500`,
      [this.clock.now()],
      { entidad: 'p.entidad' },
    );
  }
}
