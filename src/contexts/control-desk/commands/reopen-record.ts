import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { withOnly } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { IsActiveReviewer } from '../../accounts/index.js';
import { writeNote } from '../persistence/notes.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';
import { RecordDecisions } from '../persistence/record-decisions.js';

const input = z.object({
  supportId: z.uuid(),
  /** Version of the record that the supervisor saw. */
  seen: z.int(),
  /** Who reviews it again. */
  reviewerId: z.uuid(),
  reason: z.string().trim().min(10).max(2000),
});

/**
 * A supervisor has a reviewed record reviewed again, with a reason. Its verdict stays in force until another one is
 * given.
 * @throws DomainError CONTROL_DESK.NOT_A_REVIEWER and those of {@link RecordDecisions.authorizeRecord}
 */
@CommandSpec({
  name: 'control-desk.reopen-record',
  permission: 'control-desk.supervise',
  input,
})
export class ReopenRecord extends KernelCommand<z.infer<typeof input>, { readonly version: number }> {}

@CommandHandler(ReopenRecord)
export class ReopenRecordHandler implements ICommandHandler<ReopenRecord> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly dispatcher: Dispatcher,
    private readonly capturers: PaperCapturers,
    private readonly decisions: RecordDecisions,
  ) {}

  async execute({ input: { reviewerId, reason, ...seenRecord } }: ReopenRecord): Promise<{ version: number }> {
    const { supportId } = seenRecord;
    const record = await this.decisions.authorizeRecord(seenRecord, 'reviewed');
    const { entidad, capturedBy } = record;
    const isReviewer = await this.dispatcher.ask(
      withOnly(this.work.actor, 'accounts.read'),
      new IsActiveReviewer({ accountId: reviewerId, entidad }),
    );
    const captured = capturedBy !== null && (await this.capturers.accountsOf(reviewerId)).includes(capturedBy);
    if (!isReviewer || captured) {
      throw new DomainError('CONTROL_DESK.NOT_A_REVIEWER', { kind: 'invalid', field: 'reviewerId' });
    }
    const at = this.clock.now();
    const version = await this.decisions.change(record, { state: 'asignado', reviewerId, assignedAt: at, at });
    await writeNote(this.work, this.cipher, { supportId, kind: 'reopened', text: reason, at });
    this.work.audit({ subject: ['support', supportId], stream: record.processId, details: { to: reviewerId }, reason });
    return { version };
  }
}
