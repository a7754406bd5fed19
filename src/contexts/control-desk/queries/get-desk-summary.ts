import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { centralDay, parseCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { OPEN_STATES } from '../domain/desk-state.js';

const input = z.object({});

export interface DeskSummary {
  /** Records without a verdict in the entidad of the actor, assigned or not. */
  readonly unreviewed: number;
  readonly reviewed: number;
  /** Assigned to the actor and not yet reviewed. */
  readonly mine: number;
  /** Reviewed by the actor since midnight, hora centro (§11.4). */
  readonly mineToday: number;
}

/** Progress of the desk, from counters, and the workload of the actor (§11.4). */
@QuerySpec({ name: 'control-desk.get-desk-summary', permission: 'control-desk.read', input })
export class GetDeskSummary extends KernelQuery<z.infer<typeof input>, DeskSummary> {}

@QueryHandler(GetDeskSummary)
export class GetDeskSummaryHandler implements IQueryHandler<GetDeskSummary> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<DeskSummary> {
    const arrived = await this.work.sumCounter('desk.arrived', { entidad: 'entidad' });
    const reviewed = await this.work.sumCounter('desk.reviewed', { entidad: 'entidad' });
    const [own] = await this.work.rows<{ mine: number; today: number }>(
      `select
         (select count(*) from control_desk.record r where {visible} and reviewer_id = $1 and state in ${OPEN_STATES})::int as mine,
         (select count(*) from control_desk.record r where {visible} and reviewer_id = $1 and reviewed_at >= $2)::int as today`,
      [this.work.actor.id, parseCentral(`${centralDay(this.clock.now())}T00:00`)],
      { entidad: 'r.entidad' },
    );
    return { unreviewed: arrived - reviewed, reviewed, mine: own?.mine ?? 0, mineToday: own?.today ?? 0 };
  }
}
