import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { criteriaFor, type Criteria, type Verdict } from '../domain/verdict.js';
import { criteriaInForce, findDeskRecord, noteContext, type DeskRecordView } from '../persistence/desk-records.js';
import { readNotes, type DeskNote } from '../persistence/notes.js';

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

/** One desk record with its verdicts and the criteria in force (§11.1, §11.5). */
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
    const criteria = await criteriaInForce(this.work, record.entidad, this.clock.now());
    const notes = await readNotes(this.work, this.cipher, supportId);
    return { ...record, verdicts, notes, criteria: criteriaFor(criteria, record.assisted) };
  }
}
