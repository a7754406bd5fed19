import type { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { findDeskRecord, type DeskRecordView } from './desk-records.js';
import type { PaperCapturers } from './paper-capturers.js';
import { rightFromSample } from './second-reviews.js';

/** How long after the verdict a reviewer may still view the record, so that they can report a mistake. */
export const LOOK_BACK_MS = 24 * 3_600_000;

/**
 * Authorizes the actor to see the data and images of a record. It must be assigned to the actor, who must not have
 * captured it on paper, and its process must be open (§4.2, §11.1). A second reviewer has the same right, and so has
 * a supervisor if the two reviewers disagree (decision 50). The right ends a day after the verdict or decision.
 * @throws DomainError ACCESS.OUT_OF_SCOPE, CONTROL_DESK.EVIDENCE_OF_ANOTHER, CONTROL_DESK.REVIEW_OVER and those of
 * {@link requireOpenProcess}
 */
export async function authorizeReview(
  work: UnitOfWork,
  clock: Clock,
  capturers: PaperCapturers,
  supportId: string,
): Promise<DeskRecordView> {
  const record = await findDeskRecord(work, supportId, 'read');
  work.authorize({ entidad: record.entidad });
  const { reviewerId, capturedBy, processId, reviewedAt } = record;
  const { id } = work.actor;
  const endedAt = reviewerId === id ? reviewedAt : await rightFromSample(work, supportId);
  if (endedAt === undefined || (capturedBy !== null && (await capturers.accountsOf(id)).includes(capturedBy))) {
    throw new DomainError('CONTROL_DESK.EVIDENCE_OF_ANOTHER', { kind: 'forbidden' });
  }
  if (endedAt !== null && clock.now().getTime() - Date.parse(endedAt) >= LOOK_BACK_MS) {
    throw new DomainError('CONTROL_DESK.REVIEW_OVER', { kind: 'forbidden' });
  }
  await requireOpenProcess(work, processId);
  return record;
}
