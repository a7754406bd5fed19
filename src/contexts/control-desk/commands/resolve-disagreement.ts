import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { checkVerdict, criteriaFor, VERDICTS, type GivenVerdict } from '../domain/verdict.js';
import { VerdictGiven } from '../events/verdict-given.js';
import { criteriaInForce, noteContext, type DeskRecordView } from '../persistence/desk-records.js';
import { findNewestVerdict } from '../persistence/newest-verdicts.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';
import { RecordDecisions } from '../persistence/record-decisions.js';
import { decisionReasonContext, DISAGREEMENTS, DISAGREES } from '../persistence/second-reviews.js';

const input = z.object({
  supportId: z.uuid(),
  /** Version of the record that the supervisor saw. */
  seen: z.int(),
  verdict: z.enum(VERDICTS),
  subReason: z.string().max(100).optional(),
  /** The reason for the decision. */
  note: z.string().trim().min(10).max(2000),
});

/**
 * A supervisor decides on a record on which the first and the second reviewer disagree (decision 50). If the decision
 * differs from the verdict in force, it replaces it: a supervisor outranks both reviewers (decision 51).
 * @throws DomainError CONTROL_DESK.NO_DISAGREEMENT, CONTROL_DESK.OWN_VERDICT and those of
 * {@link RecordDecisions.authorizeRecord} and {@link checkVerdict}
 */
@CommandSpec({
  name: 'control-desk.resolve-disagreement',
  permission: 'control-desk.supervise',
  input,
  noLegalDeadline: 'uses the criteria in force',
})
export class ResolveDisagreement extends KernelCommand<z.infer<typeof input>, object> {}

@CommandHandler(ResolveDisagreement)
export class ResolveDisagreementHandler implements ICommandHandler<ResolveDisagreement> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly people: PaperCapturers,
    private readonly decisions: RecordDecisions,
  ) {}

  async execute({ input: { note: reason, supportId, seen, ...given } }: ResolveDisagreement): Promise<object> {
    const record = await this.decisions.authorizeRecord({ supportId, seen }, 'reviewed');
    const [open] = await this.work.sql<{ listId: string; reviewers: string[] }>(
      `select review.list_id as "listId", array[first.reviewer_id, second.reviewer_id] as reviewers
       from ${DISAGREEMENTS}
       where review.support_id = $1 and ${DISAGREES} and decision.decided_at is null order by second.given_at limit 1`,
      [supportId],
    );
    if (!open) throw new DomainError('CONTROL_DESK.NO_DISAGREEMENT', { kind: 'conflict' });
    const own = await this.people.accountsOf(this.work.actor.id);
    if (open.reviewers.some((reviewer) => own.includes(reviewer))) {
      throw new DomainError('CONTROL_DESK.OWN_VERDICT', { kind: 'conflict' });
    }
    const now = this.clock.now();
    const criteria = await criteriaInForce(this.work, record.entidad, now);
    const decided = checkVerdict(criteriaFor(criteria, record.assisted), { ...given, note: reason });
    const { verdict, subReason } = decided;
    const sealed = await this.cipher.encrypt(reason, decisionReasonContext(supportId));
    await this.work.sql(
      `insert into control_desk.disagreement_decision
         (list_id, support_id, verdict, sub_reason, reason, criteria_version, decided_by, decided_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [open.listId, supportId, verdict, subReason, sealed, criteria.version, this.work.actor.id, now],
    );
    const replaces = await this.#replace(record, decided, criteria.version, now);
    this.work.audit({
      subject: ['support', supportId],
      stream: record.processId,
      details: { verdict, subReason, criteriaVersion: criteria.version, replaces },
      reason,
    });
    return {};
  }

  /** Makes the decision the verdict in force, unless it is already. */
  async #replace(record: DeskRecordView, decided: GivenVerdict, version: number, at: Date): Promise<boolean> {
    const { supportId } = record;
    const { verdict, subReason, note } = decided;
    const inForce = await findNewestVerdict(this.work, supportId);
    if (inForce?.verdict === verdict && inForce.subReason === subReason) return false;
    const sealed = note === null ? null : await this.cipher.encrypt(note, noteContext(supportId));
    const [stored] = await this.work.prepared<{ id: string }>(
      `insert into control_desk.verdict (support_id, verdict, sub_reason, note, criteria_version, reviewer_id, given_at)
       values ($1, $2, $3, $4, $5, $6, $7) returning id::text as id`,
      [supportId, verdict, subReason, sealed, version, this.work.actor.id, at],
    );
    await this.work.sql(
      `update control_desk.record set version = version + 1, changed_by = $2, changed_at = $3 where support_id = $1`,
      [supportId, this.work.actor.id, at],
    );
    this.work.publish(new VerdictGiven({ supportId, verdictId: stored?.id ?? '' }));
    return true;
  }
}
