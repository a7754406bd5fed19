import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { writeNote } from '../persistence/notes.js';
import { RecordDecisions } from '../persistence/record-decisions.js';

const input = z.object({
  supportId: z.uuid(),
  /** Version of the record that the reviewer saw. */
  seen: z.int(),
  /** What is missing. */
  note: z.string().trim().min(1).max(2000),
});

/**
 * The reviewer has looked at a record but cannot decide on it yet. They keep it, and it is the first that they see next
 * time.
 * @throws DomainError CONTROL_DESK.MOVE_FORBIDDEN and those of {@link RecordDecisions.authorizeReviewer}
 */
@CommandSpec({
  name: 'control-desk.mark-incomplete',
  permission: 'control-desk.review',
  input,
})
export class MarkIncomplete extends KernelCommand<z.infer<typeof input>, { readonly version: number }> {}

@CommandHandler(MarkIncomplete)
export class MarkIncompleteHandler implements ICommandHandler<MarkIncomplete> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly decisions: RecordDecisions,
  ) {}

  async execute({ input: { note: text, ...seenRecord } }: MarkIncomplete): Promise<{ version: number }> {
    const { supportId } = seenRecord;
    const record = await this.decisions.authorizeReviewer(seenRecord, 'open');
    const at = this.clock.now();
    const version = await this.decisions.change(record, { state: 'incompleto', at });
    await writeNote(this.work, this.cipher, { supportId, kind: 'incomplete', text, at });
    this.work.audit({ subject: ['support', supportId], stream: record.processId });
    return { version };
  }
}
