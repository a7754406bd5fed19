import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListActiveReviewers } from '../../accounts/index.js';
import { isWithinAssignmentHours } from '../domain/assignment-hours.js';
import { transitionDeskRecord } from '../domain/desk-state.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';

const input = z.object({
  reviewerId: z.uuid(),
  /** Null: the reviewer of the same OPL who has the least before them. */
  successorId: z.uuid().nullable(),
});

export interface TransferredWorkload {
  /** Records that another reviewer has now. */
  readonly handedOver: number;
  /** Records that wait to be assigned, because no other reviewer may take them. */
  readonly returned: number;
}

interface Share {
  readonly processId: string;
  readonly entidad: string;
}

/**
 * The records that a reviewer has open go to another of the same OPL, or wait to be assigned where there is none
 * (§11.3, decision 27). What was reviewed stays theirs. Refuses with CONTROL_DESK.NOT_A_REVIEWER.
 */
@CommandSpec({
  name: 'control-desk.transfer-workload',
  permission: 'control-desk.assign',
  input,
  terms: { 'desk-hours': 'marks' },
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
    const shares = await this.work.sql<Share>(
      `select distinct process_id as "processId", entidad from control_desk.record
       where reviewer_id = $1 and state = 'asignado'`,
      [reviewerId],
    );
    this.work.authorize({ entidad: shares[0]?.entidad ?? this.work.actor.scope['entidad'] ?? '' });
    let handedOver = 0;
    let returned = 0;
    for (const share of shares) {
      this.work.authorize({ entidad: share.entidad });
      const to = await this.#successor(reviewerId, successorId, share);
      const taken = to === null ? 0 : await this.#give(reviewerId, to, share);
      const left = await this.#giveBack(reviewerId, share);
      handedOver += taken;
      returned += left;
      this.work.audit({
        subject: ['reviewer', reviewerId],
        stream: share.processId,
        details: { to, handedOver: taken, returned: left, outsideHours: !isWithinAssignmentHours(this.clock.now()) },
      });
    }
    return { handedOver, returned };
  }

  async #successor(reviewerId: string, successorId: string | null, { entidad }: Share): Promise<string | null> {
    const reviewers = await this.dispatcher.ask(this.work.actor, new ListActiveReviewers({ entidad }));
    const others = reviewers.filter((id) => id !== reviewerId);
    if (successorId !== null) {
      if (others.includes(successorId)) return successorId;
      throw new DomainError('CONTROL_DESK.NOT_A_REVIEWER', { kind: 'invalid', field: 'successorId' });
    }
    const [least] = await this.work.sql<{ id: string }>(
      `select r.id from unnest($1::text[]) with ordinality as r (id, place)
       order by (select count(*) from control_desk.record where reviewer_id = r.id and state = 'asignado'), r.place limit 1`,
      [others],
    );
    return least?.id ?? null;
  }

  async #give(reviewerId: string, to: string, { processId }: Share): Promise<number> {
    const state = transitionDeskRecord('asignado', 'asignado');
    const given = await this.work.sql(
      `update control_desk.record set state = $4, reviewer_id = $3, assigned_at = $5
       where process_id = $1 and reviewer_id = $2 and state = 'asignado'
         and (captured_by is null or captured_by <> all($6::uuid[])) returning support_id`,
      [processId, reviewerId, to, state, this.clock.now(), await this.capturers.accountsOf(to)],
    );
    return given.length;
  }

  async #giveBack(reviewerId: string, { processId }: Share): Promise<number> {
    const back = await this.work.sql(
      `update control_desk.record set state = $3, reviewer_id = null, assigned_at = null
       where process_id = $1 and reviewer_id = $2 and state = 'asignado' returning support_id`,
      [processId, reviewerId, transitionDeskRecord('asignado', 'pendiente')],
    );
    return back.length;
  }
}
