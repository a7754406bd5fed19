import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findProcess } from '../persistence/process-records.js';

const input = z.object({ processId: z.uuid() });

export interface ProcessChange {
  /** `key-waiver`: DERFE waived the test of the OPL's key (decision 66). */
  readonly kind: 'period' | 'key-waiver';
  /** Null for a change of the whole process. */
  readonly officeName: string | null;
  /** Of the period; null for a waiver. */
  readonly version: number | null;
  /** Id of the actor. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string | null;
}

/** Who set each version of a period of the process, and who waived the test of its key, newest first (§5.A). */
@QuerySpec({ name: 'processes.list-process-changes', permission: 'processes.read', input })
export class ListProcessChanges extends KernelQuery<z.infer<typeof input>, ProcessChange[]> {}

@QueryHandler(ListProcessChanges)
export class ListProcessChangesHandler implements IQueryHandler<ListProcessChanges> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId } }: ListProcessChanges): Promise<ProcessChange[]> {
    const process = await findProcess(this.work, processId);
    this.work.authorize({ ...this.work.actor.scope, entidad: process.entidad });
    return this.work.rows<ProcessChange & object>(
      `select c.kind, c."officeName", c.version, c.by, c.at, c.reason from (
         select 'period' as kind, o.name as "officeName", v.version, v.actor_id as by, v.at, v.reason, r.process_id
         from processes.capture_period_version v join processes.capture_period r on r.id = v.period_id
           join processes.office o on o.id = r.office_id
         union all
         select 'key-waiver', null, null, actor_id, waived_at, reason, process_id from processes.opl_key_waiver
       ) c join processes.process p on p.id = c.process_id
       where {visible} and c.process_id = $1 order by c.at desc, c.kind, c.version desc`,
      [processId],
      { entidad: 'p.entidad' },
    );
  }
}
