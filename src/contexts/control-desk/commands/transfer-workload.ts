import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListActiveReviewers } from '../../accounts/index.js';
import { isWithinAssignmentHours } from '../domain/assignment-hours.js';
import { OPEN_STATES, transitionDeskRecord } from '../domain/desk-state.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';

const input = z.object({
  reviewerId: z.uuid(),
  /** Null selects the reviewer of the same OPL with the fewest open records. */
  successorId: z.uuid().nullable(),
});

export interface TransferredWorkload {
  /** Records assigned to the successor. */
  readonly transferred: number;
  /** Records returned to unassigned, because no other reviewer may take them. */
  readonly returned: number;
}

interface ProcessWorkload {
  readonly processId: string;
  readonly entidad: string;
}

/**
 * Transfers the open records of a reviewer to another one of the same OPL, or returns them to unassigned if there is
 * none (§11.3, decision 27). Reviewed records keep their reviewer.
 * @throws DomainError CONTROL_DESK.NOT_A_REVIEWER
 */
@CommandSpec({
  name: 'control-desk.transfer-workload',
  permission: 'control-desk.assign',
  input,
  deadlines: { 'desk-hours': 'marks' },
})
export class TransferWorkload extends KernelCommand<z.infer<typeof input>, TransferredWorkload> {}

@CommandHandler(TransferWorkload)
export class TransferWorkloadHandler implements ICommandHandler<TransferWorkload> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly capturers: PaperCapturers,
  ) {}

  async execute({ input: { reviewerId, successorId } }: TransferWorkload): Promise<TransferredWorkload> {
    const workloads = await this.work.sql<ProcessWorkload>(
      `select distinct process_id as "processId", entidad from control_desk.record
       where reviewer_id = $1 and state in ${OPEN_STATES}`,
      [reviewerId],
    );
    this.work.authorize({ entidad: workloads[0]?.entidad ?? this.work.actor.scope['entidad'] ?? '' });
    let transferred = 0;
    let returned = 0;
    for (const workload of workloads) {
      this.work.authorize({ entidad: workload.entidad });
      const to = await this.#findSuccessor(reviewerId, successorId, workload);
      const taken = to === null ? 0 : await this.#assign(reviewerId, to, workload);
      const left = await this.#unassign(reviewerId, workload);
      transferred += taken;
      returned += left;
      this.work.audit({
        subject: ['reviewer', reviewerId],
        stream: workload.processId,
        details: { to, handedOver: taken, returned: left, outsideHours: !isWithinAssignmentHours(this.clock.now()) },
      });
    }
    return { transferred, returned };
  }

  async #findSuccessor(
    reviewerId: string,
    successorId: string | null,
    { entidad }: ProcessWorkload,
  ): Promise<string | null> {
    const reviewers = await this.dispatcher.ask(this.work.actor, new ListActiveReviewers({ entidad }));
    const others = reviewers.filter((id) => id !== reviewerId);
    if (successorId !== null) {
      if (others.includes(successorId)) return successorId;
      throw new DomainError('CONTROL_DESK.NOT_A_REVIEWER', { kind: 'invalid', field: 'successorId' });
    }
    const [least] = await this.work.sql<{ id: string }>(
      `select r.id from unnest($1::text[]) with ordinality as r (id, place)
       order by (select count(*) from control_desk.record where reviewer_id = r.id and state in ${OPEN_STATES}), r.place limit 1`,
      [others],
    );
    return least?.id ?? null;
  }

  async #assign(reviewerId: string, to: string, { processId }: ProcessWorkload): Promise<number> {
    const state = transitionDeskRecord('asignado', 'asignado');
    const assigned = await this.work.sql(
      `update control_desk.record set state = $4, reviewer_id = $3, assigned_at = $5,
         version = version + 1, changed_by = $7, changed_at = $5
       where process_id = $1 and reviewer_id = $2 and state in ${OPEN_STATES}
         and (captured_by is null or captured_by <> all($6::uuid[])) returning support_id`,
      [processId, reviewerId, to, state, this.clock.now(), await this.capturers.accountsOf(to), this.work.actor.id],
    );
    return assigned.length;
  }

  async #unassign(reviewerId: string, { processId }: ProcessWorkload): Promise<number> {
    const unassigned = await this.work.sql(
      `update control_desk.record set state = $3, reviewer_id = null, assigned_at = null,
         version = version + 1, changed_by = $4, changed_at = $5
       where process_id = $1 and reviewer_id = $2 and state in ${OPEN_STATES} returning support_id`,
      [processId, reviewerId, transitionDeskRecord('asignado', 'pendiente'), this.work.actor.id, this.clock.now()],
    );
    return unassigned.length;
  }
}
