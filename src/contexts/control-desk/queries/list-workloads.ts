import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { centralDay, parseCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess } from '../../processes/index.js';
import { OPEN_STATES } from '../domain/desk-state.js';

const input = z.object({ processId: z.uuid(), reviewerId: z.string().optional() });

export interface Workload {
  readonly reviewerId: string;
  /** Not yet reviewed. */
  readonly assigned: number;
  /** Since midnight, hora centro (§11.4 recommends 400 a day). */
  readonly reviewedToday: number;
  /** How many verdicts today ended a run of records that took too little time to have been looked at. */
  readonly hastyToday: number;
}

/** Assigned records of each reviewer of a process, and how many each reviewed today (§11.4). */
@QuerySpec({ name: 'control-desk.list-workloads', permission: 'control-desk.read', input })
export class ListWorkloads extends KernelQuery<z.infer<typeof input>, Workload[]> {}

@QueryHandler(ListWorkloads)
export class ListWorkloadsHandler implements IQueryHandler<ListWorkloads> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { processId, reviewerId } }: ListWorkloads): Promise<Workload[]> {
    await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    return this.work.rows<Workload>(
      `select reviewer_id as "reviewerId", count(*) filter (where state in ${OPEN_STATES})::int as assigned,
         count(*) filter (where reviewed_at >= $3)::int as "reviewedToday",
         (select count(*)::int from control_desk.hasty_verdict hasty join control_desk.record judged using (support_id)
          where hasty.reviewer_id = record.reviewer_id and hasty.given_at >= $3 and judged.process_id = $1) as "hastyToday"
       from control_desk.record
       where {visible} and process_id = $1 and reviewer_id is not null and ($2::text is null or reviewer_id = $2)
       group by reviewer_id`,
      [processId, reviewerId ?? null, parseCentral(`${centralDay(this.clock.now())}T00:00`)],
      { entidad: 'entidad' },
    );
  }
}
