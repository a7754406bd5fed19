import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { IsActiveReviewer } from '../../accounts/index.js';
import { GetProcess, requireOpenProcess } from '../../processes/index.js';
import { isWithinAssignmentHours } from '../domain/assignment-hours.js';
import { transitionDeskRecord } from '../domain/desk-state.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';

const input = z.object({
  processId: z.uuid(),
  reviewerId: z.uuid(),
  count: z.number().int().min(1).max(10_000),
});

export interface AssignedWorkload {
  readonly assigned: number;
  /** Records of the process that are still unassigned. */
  readonly left: number;
  /** Assigned between 18:00 and 09:00 hora centro: allowed if the parties agreed (§11.6), and recorded. */
  readonly outsideHours: boolean;
}

/**
 * DERFE assigns the oldest pending records to a reviewer of the OPL (§11.3–11.4), except those that the reviewer
 * captured on paper (§4.2).
 * @throws DomainError CONTROL_DESK.NOT_A_REVIEWER, CONTROL_DESK.NOTHING_PENDING
 */
@CommandSpec({
  name: 'control-desk.assign-workload',
  permission: 'control-desk.assign',
  input,
  deadlines: { 'desk-hours': 'marks' },
})
export class AssignWorkload extends KernelCommand<z.infer<typeof input>, AssignedWorkload> {}

@CommandHandler(AssignWorkload)
export class AssignWorkloadHandler implements ICommandHandler<AssignWorkload> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly capturers: PaperCapturers,
  ) {}

  async execute({ input: { processId, reviewerId, count } }: AssignWorkload): Promise<AssignedWorkload> {
    const process = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    this.work.authorize({ entidad: process.entidad });
    await requireOpenProcess(this.work, processId);
    const isReviewer = await this.dispatcher.ask(
      this.work.actor,
      new IsActiveReviewer({ accountId: reviewerId, entidad: process.entidad }),
    );
    if (!isReviewer) throw new DomainError('CONTROL_DESK.NOT_A_REVIEWER', { kind: 'invalid', field: 'reviewerId' });
    const now = this.clock.now();
    const to = transitionDeskRecord('pendiente', 'asignado');
    // `skip locked`: concurrent assignments take different records without waiting.
    const assigned = await this.work.sql(
      `update control_desk.record set state = $4, reviewer_id = $2, assigned_at = $5,
         version = version + 1, changed_by = $7, changed_at = $5
       where support_id in (select support_id from control_desk.record
         where process_id = $1 and state = 'pendiente'
           and (captured_by is null or captured_by <> all($6::uuid[])) order by sequence limit $3 for update skip locked)
       returning support_id`,
      [processId, reviewerId, count, to, now, await this.capturers.accountsOf(reviewerId), this.work.actor.id],
    );
    if (assigned.length === 0)
      throw new DomainError('CONTROL_DESK.NOTHING_PENDING', { kind: 'conflict', field: 'count' });
    const [unassigned] = await this.work.sql<{ left: number }>(
      `select count(*)::int as left from control_desk.record where process_id = $1 and state = 'pendiente'`,
      [processId],
    );
    const outsideHours = !isWithinAssignmentHours(now);
    this.work.audit({
      subject: ['reviewer', reviewerId],
      stream: processId,
      details: { assigned: assigned.length, outsideHours },
    });
    return { assigned: assigned.length, left: unassigned?.left ?? 0, outsideHours };
  }
}
