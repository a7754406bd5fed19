import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { checkVerdict, criteriaFor, VERDICTS } from '../domain/verdict.js';
import { criteriaInForce, findDeskRecord } from '../persistence/desk-records.js';
import { findOwnSecondReview, secondNoteContext } from '../persistence/second-reviews.js';

const input = z.object({
  supportId: z.uuid(),
  verdict: z.enum(VERDICTS),
  subReason: z.string().max(100).optional(),
  note: z.string().max(2000).optional(),
});

/**
 * The verdict of a blind second review (decision 50). It changes nothing by itself: a supervisor decides if it differs
 * from the first one.
 * @throws DomainError CONTROL_DESK.NO_SECOND_REVIEW and those of {@link checkVerdict}
 */
@CommandSpec({
  name: 'control-desk.give-second-verdict',
  permission: 'control-desk.review',
  input,
  noLegalDeadline: 'uses the criteria in force',
})
export class GiveSecondVerdict extends KernelCommand<z.infer<typeof input>, object> {}

@CommandHandler(GiveSecondVerdict)
export class GiveSecondVerdictHandler implements ICommandHandler<GiveSecondVerdict> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { supportId, ...given } }: GiveSecondVerdict): Promise<object> {
    const record = await findDeskRecord(this.work, supportId, 'lock');
    this.work.authorize({ entidad: record.entidad });
    await requireOpenProcess(this.work, record.processId);
    const own = await findOwnSecondReview(this.work, supportId);
    if (own?.givenAt !== null) throw new DomainError('CONTROL_DESK.NO_SECOND_REVIEW', { kind: 'conflict' });
    const now = this.clock.now();
    const criteria = await criteriaInForce(this.work, record.entidad, now);
    const { verdict, subReason, note } = checkVerdict(criteriaFor(criteria, record.assisted), given);
    const context = secondNoteContext(supportId);
    const sealedNote = note === null ? null : await this.cipher.encrypt(note, context);
    await this.work.sql(
      `insert into control_desk.second_verdict
         (list_id, support_id, verdict, sub_reason, note, criteria_version, reviewer_id, given_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [own.listId, supportId, verdict, subReason, sealedNote, criteria.version, this.work.actor.id, now],
    );
    this.work.audit({
      subject: ['support', supportId],
      stream: record.processId,
      details: { verdict, subReason, criteriaVersion: criteria.version },
    });
    return {};
  }
}
