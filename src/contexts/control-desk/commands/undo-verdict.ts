import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { eventSpec } from '../../../kernel/messaging/events.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { undoEnds } from '../domain/undo.js';
import { VERDICT_CONSUMER, VerdictGiven } from '../events/verdict-given.js';
import { findNewestVerdict } from '../persistence/newest-verdicts.js';
import { RecordDecisions } from '../persistence/record-decisions.js';

const input = z.object({ supportId: z.uuid(), seen: z.int() });

/**
 * The reviewer undoes their verdict before verification learns of it. The record returns to its state before the
 * verdict, which remains in the history.
 * @throws DomainError CONTROL_DESK.UNDO_OVER and those of {@link RecordDecisions.authorizeReviewer}
 */
@CommandSpec({
  name: 'control-desk.undo-verdict',
  permission: 'control-desk.review',
  input,
  noLegalDeadline: 'the minute protects against a wrong key',
})
export class UndoVerdict extends KernelCommand<z.infer<typeof input>, { readonly version: number }> {}

@CommandHandler(UndoVerdict)
export class UndoVerdictHandler implements ICommandHandler<UndoVerdict> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly decisions: RecordDecisions,
  ) {}

  async execute({ input: seenRecord }: UndoVerdict): Promise<{ version: number }> {
    const { supportId } = seenRecord;
    const record = await this.decisions.authorizeReviewer(seenRecord, 'reviewed');
    const at = this.clock.now();
    const version = await this.decisions.change(record, { state: record.priorState ?? 'asignado', at });
    const newest = await findNewestVerdict(this.work, supportId);
    // The newest verdict may be a supervisor's.
    const isOwn = newest?.reviewerId === this.work.actor.id;
    if (!newest || !isOwn || undoEnds(new Date(newest.givenAt)) <= at || !(await this.#isUndelivered(newest.id))) {
      throw new DomainError('CONTROL_DESK.UNDO_OVER', { kind: 'conflict' });
    }
    await this.work.sql(
      'insert into control_desk.undone_verdict (verdict_id, support_id, undone_at) values ($1, $2, $3)',
      [newest.id, supportId, at],
    );
    const { verdict, subReason } = newest;
    this.work.audit({ subject: ['support', supportId], stream: record.processId, details: { verdict, subReason } });
    return { version };
  }

  /** Checked because the clock of the server that delivers messages may be ahead of this one. */
  async #isUndelivered(verdictId: string): Promise<boolean> {
    const waiting = await this.work.sql(
      `select 1 as found from kernel.published_pending_messages($1, $2) where payload ->> 'verdictId' = $3`,
      [eventSpec(VerdictGiven).type, VERDICT_CONSUMER, verdictId],
    );
    return waiting.length > 0;
  }
}
