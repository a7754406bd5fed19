import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { criteriaFor, type Criteria, type Verdict } from '../domain/verdict.js';
import { criteriaInForce, findDeskRecord, noteContext, type DeskRecordView } from '../persistence/desk-records.js';
import { readNotes, type DeskNote } from '../persistence/notes.js';
import { findOwnSecondReview, secondNoteContext, type OwnSecondReview } from '../persistence/second-reviews.js';

const input = z.object({ supportId: z.uuid() });

export interface PastVerdict {
  readonly verdict: Verdict;
  readonly subReason: string | null;
  readonly note: string | null;
  readonly criteriaVersion: number;
  readonly reviewerId: string;
  readonly givenAt: string;
  /** Null unless the reviewer undid it within a minute. */
  readonly undoneAt: string | null;
}

export interface DeskRecordDetail extends DeskRecordView {
  /** Oldest first; the last one that was not undone is in effect. */
  readonly verdicts: readonly PastVerdict[];
  /** Oldest first: why the record is incomplete or was reopened. */
  readonly notes: readonly DeskNote[];
  /** Criteria that a verdict given now must meet. */
  readonly criteria: Criteria;
}

/**
 * One desk record with its verdicts and the criteria in force (§11.1, §11.5). Its second reviewer sees no verdict, note
 * or change but their own (decision 50).
 */
@QuerySpec({ name: 'control-desk.get-desk-record', permission: 'control-desk.read', input, personalData: true })
export class GetDeskRecord extends KernelQuery<z.infer<typeof input>, DeskRecordDetail> {}

@QueryHandler(GetDeskRecord)
export class GetDeskRecordHandler implements IQueryHandler<GetDeskRecord> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { supportId } }: GetDeskRecord): Promise<DeskRecordDetail> {
    const record = await findDeskRecord(this.work, supportId, 'read');
    this.work.authorize({ entidad: record.entidad });
    this.work.audit({ subject: ['support', supportId], stream: record.processId });
    const criteria = criteriaFor(await criteriaInForce(this.work, record.entidad, this.clock.now()), record.assisted);
    const second =
      record.reviewerId === this.work.actor.id ? undefined : await findOwnSecondReview(this.work, supportId);
    if (second) return { ...(await this.#blind(record, second)), criteria };
    const rows = await this.work.prepared<Omit<PastVerdict, 'note'> & { note: Buffer | null }>(
      `select verdict, sub_reason as "subReason", note, criteria_version as "criteriaVersion",
         reviewer_id as "reviewerId", given_at as "givenAt", undone_at as "undoneAt"
       from control_desk.verdict left join control_desk.undone_verdict undone on undone.verdict_id = verdict.id
       where verdict.support_id = $1 order by id`,
      [supportId],
    );
    const verdicts = await Promise.all(
      rows.map(async ({ note, ...rest }) => ({
        ...rest,
        note: note === null ? null : await this.cipher.decryptText(note, noteContext(supportId)),
      })),
    );
    const notes = await readNotes(this.work, this.cipher, supportId);
    return { ...record, verdicts, notes, criteria };
  }

  /** The record as if its second reviewer were the first. */
  async #blind(record: DeskRecordView, second: OwnSecondReview): Promise<Omit<DeskRecordDetail, 'criteria'>> {
    const { orderedAt, verdict, subReason, note, criteriaVersion, givenAt } = second;
    const reviewerId = this.work.actor.id;
    const context = secondNoteContext(record.supportId);
    return {
      ...record,
      state: givenAt === null ? 'asignado' : 'revisado',
      version: 0,
      reviewerId,
      assignedAt: orderedAt,
      reviewedAt: givenAt,
      changedBy: null,
      changedAt: orderedAt,
      priorState: null,
      notes: [],
      verdicts:
        verdict === null || givenAt === null
          ? []
          : [
              {
                ...{ verdict, subReason, criteriaVersion: criteriaVersion ?? 0, reviewerId, givenAt, undoneAt: null },
                note: note === null ? null : await this.cipher.decryptText(note, context),
              },
            ],
    };
  }
}
