import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { centralDay, parseCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { Counters } from '../../../kernel/counters/counters.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListProcesses } from '../../processes/index.js';

const input = z.object({});

export interface DeskSummary {
  /** Records of the asker's entidad without a verdict, assigned or not. */
  readonly unreviewed: number;
  readonly reviewed: number;
  /** Assigned to the asker, still to be reviewed. */
  readonly mine: number;
  /** Reviewed by the asker since midnight, hora centro (§11.4). */
  readonly mineToday: number;
}

/** How the desk stands, from counters, and what the asker has before them (§11.4). */
@QuerySpec({ name: 'control-desk.get-desk-summary', permission: 'control-desk.read', input })
export class GetDeskSummary extends KernelQuery<z.infer<typeof input>, DeskSummary> {}

@QueryHandler(GetDeskSummary)
export class GetDeskSummaryHandler implements IQueryHandler<GetDeskSummary> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly em: EntityManager,
    private readonly counters: Counters,
  ) {}

  async execute(): Promise<DeskSummary> {
    const { id, scope } = this.work.actor;
    this.work.authorize({ entidad: scope[EVERYTHING] ?? scope['entidad'] ?? '' });
    const processes = await this.dispatcher.ask(this.work.actor, new ListProcesses({}));
    const within = ['processId', processes.map((process) => process.id)] as const;
    const arrived = await this.counters.sum(this.em, 'desk.arrived', {}, within);
    const reviewed = await this.counters.sum(this.em, 'desk.reviewed', {}, within);
    const [own] = await this.work.sql<{ mine: number; today: number }>(
      `select
         (select count(*) from control_desk.record where reviewer_id = $1 and state = 'asignado')::int as mine,
         (select count(*) from control_desk.record where reviewer_id = $1 and reviewed_at >= $2)::int as today`,
      [id, parseCentral(`${centralDay(this.clock.now())}T00:00`)],
    );
    return { unreviewed: arrived - reviewed, reviewed, mine: own?.mine ?? 0, mineToday: own?.today ?? 0 };
  }
}
