import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { requireSeen } from '../../../kernel/messaging/require-seen.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { nameOfDecider } from '../../accounts/index.js';
import { requireOpenProcess } from '../../processes/index.js';
import { DESK_VERDICT_LABELS } from '../../verification/index.js';
import { DESK_STATE_LABELS, transitionDeskRecord, type DeskState } from '../domain/desk-state.js';
import { findDeskRecord, type DeskRecordView } from './desk-records.js';
import { findNewestVerdict } from './newest-verdicts.js';

/** A record, and the version of it that the official saw. */
export interface SeenRecord {
  readonly supportId: string;
  readonly seen: number;
}

/** What a decision changes; everything else stays as it is. */
export interface DeskRecordChange {
  readonly state: DeskState;
  readonly at: Date;
  readonly reviewerId?: string;
  readonly assignedAt?: Date;
  readonly reviewedAt?: Date;
}

/** Decisions on one record, each on the version that the official saw. */
@Injectable()
export class RecordDecisions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  /**
   * Locks a record for a decision of the reviewer to whom it is assigned.
   * @throws DomainError CONTROL_DESK.ASSIGNED_TO_ANOTHER and those of {@link authorizeRecord}
   */
  authorizeReviewer(record: SeenRecord, expected: 'open' | 'reviewed'): Promise<DeskRecordView> {
    return this.authorizeRecord(record, expected, ({ reviewerId }) => {
      if (reviewerId !== null && reviewerId !== this.work.actor.id) {
        throw new DomainError('CONTROL_DESK.ASSIGNED_TO_ANOTHER', { kind: 'conflict' });
      }
    });
  }

  /**
   * Locks a record for a decision.
   * @param expected whether the decision requires a record with or without a verdict.
   * @param check further conditions, which come before the comparison of the versions.
   * @throws DomainError ACCESS.OUT_OF_SCOPE, KERNEL.CHANGED_MEANWHILE, CONTROL_DESK.ALREADY_REVIEWED,
   * CONTROL_DESK.NOT_REVIEWED and those of {@link requireOpenProcess}
   */
  async authorizeRecord(
    { supportId, seen }: SeenRecord,
    expected: 'open' | 'reviewed',
    check: (record: DeskRecordView) => void = () => undefined,
  ): Promise<DeskRecordView> {
    const record = await findDeskRecord(this.work, supportId, 'lock');
    this.work.authorize({ entidad: record.entidad });
    await requireOpenProcess(this.work, record.processId);
    check(record);
    await requireSeen({ seen, version: record.version }, async () => {
      const newest = record.state === 'revisado' ? await findNewestVerdict(this.work, supportId) : undefined;
      return {
        who: await nameOfDecider(this.dispatcher, this.work.actor, record.changedBy ?? ''),
        what: newest ? DESK_VERDICT_LABELS[newest.verdict] : DESK_STATE_LABELS[record.state],
        at: new Date(record.changedAt),
      };
    });
    if (expected === 'open' && record.state === 'revisado') {
      throw new DomainError('CONTROL_DESK.ALREADY_REVIEWED', { kind: 'conflict' });
    }
    if (expected === 'reviewed' && record.state !== 'revisado') {
      throw new DomainError('CONTROL_DESK.NOT_REVIEWED', { kind: 'conflict' });
    }
    return record;
  }

  /**
   * Changes a locked record, and counts it as reviewed or no longer.
   * @returns its new version.
   * @throws DomainError CONTROL_DESK.MOVE_FORBIDDEN
   */
  async change(record: DeskRecordView, change: DeskRecordChange): Promise<number> {
    const state = transitionDeskRecord(record.state, change.state);
    const [changed] = await this.work.prepared<{ version: number }>(
      `update control_desk.record set state = $2, reviewer_id = $3, assigned_at = $4, reviewed_at = $5,
         prior_state = case when $2 = 'revisado' then state end,
         version = version + 1, changed_by = $6, changed_at = $7
       where support_id = $1 returning version`,
      [
        record.supportId,
        state,
        change.reviewerId ?? record.reviewerId,
        change.assignedAt ?? record.assignedAt,
        change.reviewedAt ?? null,
        this.work.actor.id,
        change.at,
      ],
    );
    if (!changed) throw new Error(`the desk record of ${record.supportId} disappeared`);
    const reviewed = Number(state === 'revisado') - Number(record.state === 'revisado');
    const { processId, aspirantId, entidad } = record;
    if (reviewed !== 0) this.work.count('desk.reviewed', { processId, aspirantId, entidad }, reviewed);
    return changed.version;
  }
}
