import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { IMPOSSIBLE_PACE, isHasty } from '../domain/pace.js';
import { undoEnds } from '../domain/undo.js';
import { checkVerdict, criteriaFor, VERDICTS } from '../domain/verdict.js';
import { VerdictGiven } from '../events/verdict-given.js';
import { criteriaInForce, noteContext } from '../persistence/desk-records.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';
import { RecordDecisions } from '../persistence/record-decisions.js';

const input = z.object({
  supportId: z.uuid(),
  /** Version of the record that the reviewer saw. */
  seen: z.int(),
  verdict: z.enum(VERDICTS),
  subReason: z.string().max(100).optional(),
  note: z.string().max(2000).optional(),
});

export interface VerdictReceipt {
  readonly criteriaVersion: number;
  /** New version of the record, which an undo names. */
  readonly version: number;
  /** When the verdict can no longer be undone; ISO 8601, UTC. */
  readonly undoEndsAt: string;
  /** Whether the last records took too little time to have been looked at. */
  readonly hasty: boolean;
}

/**
 * Records the assigned reviewer's verdict on the images and data of a support (§11.1, §11.5). Verification learns of
 * it when it can no longer be undone. All verdicts are kept with the version of their criteria.
 * @throws DomainError CONTROL_DESK.MOVE_FORBIDDEN, CONTROL_DESK.CAPTURED_BY_REVIEWER and those of
 * {@link RecordDecisions.authorizeReviewer} and {@link checkVerdict}
 */
@CommandSpec({
  name: 'control-desk.give-verdict',
  permission: 'control-desk.review',
  input,
  noLegalDeadline: 'uses the criteria in force',
})
export class GiveVerdict extends KernelCommand<z.infer<typeof input>, VerdictReceipt> {}

@CommandHandler(GiveVerdict)
export class GiveVerdictHandler implements ICommandHandler<GiveVerdict> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly capturers: PaperCapturers,
    private readonly decisions: RecordDecisions,
  ) {}

  async execute({ input: { supportId, seen, ...given } }: GiveVerdict): Promise<VerdictReceipt> {
    const record = await this.decisions.authorizeReviewer({ supportId, seen }, 'open');
    const { capturedBy } = record;
    if (capturedBy !== null && (await this.capturers.accountsOf(this.work.actor.id)).includes(capturedBy)) {
      throw new DomainError('CONTROL_DESK.CAPTURED_BY_REVIEWER', { kind: 'conflict' });
    }
    const now = this.clock.now();
    const version = await this.decisions.change(record, { state: 'revisado', reviewedAt: now, at: now });
    const criteria = await criteriaInForce(this.work, record.entidad, now);
    const { verdict, subReason, note } = checkVerdict(criteriaFor(criteria, record.assisted), given);

    const sealedNote = note === null ? null : await this.cipher.encrypt(note, noteContext(supportId));
    const [stored] = await this.work.prepared<{ id: string }>(
      `insert into control_desk.verdict (support_id, verdict, sub_reason, note, criteria_version, reviewer_id, given_at)
       values ($1, $2, $3, $4, $5, $6, $7) returning id::text as id`,
      [supportId, verdict, subReason, sealedNote, criteria.version, this.work.actor.id, now],
    );
    const verdictId = stored?.id ?? '';
    const hasty = await this.#isHasty();
    if (hasty) {
      await this.work.sql(
        `insert into control_desk.hasty_verdict (verdict_id, support_id, reviewer_id, given_at) values ($1, $2, $3, $4)`,
        [verdictId, supportId, this.work.actor.id, now],
      );
    }
    this.work.audit({
      subject: ['support', supportId],
      stream: record.processId,
      details: { verdict, subReason, criteriaVersion: criteria.version, ...(hasty && { hasty }) },
    });
    const undoEndsAt = undoEnds(now);
    this.work.publish(new VerdictGiven({ supportId, verdictId }), undefined, undoEndsAt);
    return { criteriaVersion: criteria.version, version, undoEndsAt: undoEndsAt.toISOString(), hasty };
  }

  /** Includes the verdict that is being given. */
  async #isHasty(): Promise<boolean> {
    const newest = await this.work.prepared<{ at: string }>(
      `select reviewed_at as at from control_desk.record where reviewer_id = $1 and reviewed_at is not null
       order by reviewed_at desc limit $2`,
      [this.work.actor.id, IMPOSSIBLE_PACE.records + 1],
    );
    return isHasty(
      newest.map(({ at }) => new Date(at)),
      IMPOSSIBLE_PACE,
    );
  }
}
