import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { ReviewDecided } from '../../verification/index.js';
import { transitionDeskRecord } from '../domain/desk-state.js';
import { checkVerdict, criteriaFor, VERDICTS } from '../domain/verdict.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';
import { criteriaInForce, findDeskRecord, noteContext } from '../persistence/desk-records.js';

const input = z.object({
  supportId: z.uuid(),
  verdict: z.enum(VERDICTS),
  subReason: z.string().max(100).optional(),
  note: z.string().max(2000).optional(),
});

/**
 * Records the assigned reviewer's verdict on the images and data of a support (§11.1, §11.5). A later verdict
 * supersedes it; all verdicts are kept with the version of their criteria.
 * @throws DomainError CONTROL_DESK.MOVE_FORBIDDEN, CONTROL_DESK.ASSIGNED_TO_ANOTHER,
 * CONTROL_DESK.CAPTURED_BY_REVIEWER and those of {@link checkVerdict}
 */
@CommandSpec({
  name: 'control-desk.give-verdict',
  permission: 'control-desk.review',
  input,
  noLegalDeadline: 'uses the criteria in force',
})
export class GiveVerdict extends KernelCommand<z.infer<typeof input>, { criteriaVersion: number }> {}

@CommandHandler(GiveVerdict)
export class GiveVerdictHandler implements ICommandHandler<GiveVerdict> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly capturers: PaperCapturers,
  ) {}

  async execute({ input: { supportId, ...given } }: GiveVerdict): Promise<{ criteriaVersion: number }> {
    const record = await findDeskRecord(this.work, supportId, 'lock');
    this.work.authorize({ entidad: record.entidad });
    await requireOpenProcess(this.work, record.processId);
    const state = transitionDeskRecord(record.state, 'revisado');
    if (record.reviewerId !== this.work.actor.id) {
      throw new DomainError('CONTROL_DESK.ASSIGNED_TO_ANOTHER', { kind: 'conflict' });
    }
    const { capturedBy } = record;
    if (capturedBy !== null && (await this.capturers.accountsOf(this.work.actor.id)).includes(capturedBy)) {
      throw new DomainError('CONTROL_DESK.CAPTURED_BY_REVIEWER', { kind: 'conflict' });
    }
    const now = this.clock.now();
    const criteria = await criteriaInForce(this.work, record.entidad, now);
    const { verdict, subReason, note } = checkVerdict(criteriaFor(criteria, record.assisted), given);

    const sealedNote = note === null ? null : await this.cipher.encrypt(note, noteContext(supportId));
    await this.work.prepared(
      `insert into control_desk.verdict (support_id, verdict, sub_reason, note, criteria_version, reviewer_id, given_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [supportId, verdict, subReason, sealedNote, criteria.version, this.work.actor.id, now],
    );
    await this.work.prepared(`update control_desk.record set state = $2, reviewed_at = $3 where support_id = $1`, [
      supportId,
      state,
      now,
    ]);
    if (record.state !== 'revisado') {
      const { processId, aspirantId, entidad } = record;
      this.work.count('desk.reviewed', { processId, aspirantId, entidad }, 1);
    }
    this.work.audit({
      subject: ['support', supportId],
      stream: record.processId,
      details: { verdict, subReason, criteriaVersion: criteria.version, again: record.state === 'revisado' },
    });
    this.work.publish(
      new ReviewDecided({
        supportId,
        folio: record.folio,
        reviewer: 'desk',
        verdict,
        subReason,
        criteriaVersion: criteria.version,
        at: now.toISOString(),
      }),
    );
    return { criteriaVersion: criteria.version };
  }
}
