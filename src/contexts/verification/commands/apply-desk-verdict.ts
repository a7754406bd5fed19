import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { GIVEN_VERDICTS } from '../domain/desk-verdict.js';
import type { ReportedClass } from '../domain/reported-class.js';
import { findSupport, lockSupportWithElector, reclassify } from '../persistence/support-records.js';

const input = z.object({
  supportId: z.uuid(),
  verdict: z.enum(GIVEN_VERDICTS),
  /** Key of a sub-reason in the criteria. */
  reason: z.string().max(80).optional(),
  /** When the desk gave it. A verdict does not replace a later one. */
  givenAt: z.iso.datetime({ offset: true }),
});

/**
 * Applies a verdict of the desk and recalculates class and duplicates (§11.1, decision 14).
 * @throws DomainError VERIFICATION.VERDICT_FROM_THE_FUTURE; VERIFICATION.NOT_VERIFIED if the record has not been opened
 */
@CommandSpec({
  name: 'verification.apply-desk-verdict',
  permission: 'verification.apply-desk-verdict',
  input,
  noLegalDeadline: 'stores the instant of the change',
  heldBy: 'system',
})
export class ApplyDeskVerdict extends KernelCommand<z.infer<typeof input>, { reportedClass: ReportedClass }> {}

@CommandHandler(ApplyDeskVerdict)
export class ApplyDeskVerdictHandler implements ICommandHandler<ApplyDeskVerdict> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({
    input: { supportId, verdict, reason, givenAt },
  }: ApplyDeskVerdict): Promise<{ reportedClass: ReportedClass }> {
    const now = this.clock.now();
    // A verdict dated in the future would displace every later one. If only the clocks of two servers differ, the
    // message is retried.
    if (Date.parse(givenAt) > now.getTime()) {
      throw new DomainError('VERIFICATION.VERDICT_FROM_THE_FUTURE', { kind: 'conflict' });
    }
    const before = await lockSupportWithElector(this.work, supportId);
    this.work.authorize({ entidad: before.entidad });
    await requireOpenProcess(this.work, before.processId);
    if (before.state !== 'verified') {
      throw new DomainError('VERIFICATION.NOT_VERIFIED', { kind: 'conflict', params: { folio: before.folio } });
    }
    await this.work.sql(
      `update verification.support set desk_verdict = $2, desk_reason = $3, desk_verdict_at = $4
       where id = $1 and (desk_verdict_at is null or desk_verdict_at <= $4)`,
      [supportId, verdict, reason ?? null, givenAt],
    );
    await reclassify(this.work, { own: [before], cause: 'desk-verdict', at: now });
    const { reportedClass } = await findSupport(this.work, supportId);
    this.work.audit({
      subject: ['support', supportId],
      stream: before.processId,
      details: { verdict, class: reportedClass },
    });
    return { reportedClass };
  }
}
