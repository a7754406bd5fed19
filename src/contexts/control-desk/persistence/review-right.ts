import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { findDeskRecord, type DeskRecordView } from './desk-records.js';
import type { PaperCapturers } from './paper-capturers.js';

/**
 * Requires the right to see the data and images of a record: the record is assigned to the actor, who did not capture
 * it on paper, and its process is open (§4.2, §11.1). The right remains after the verdict, which may be corrected.
 * @throws DomainError ACCESS.OUT_OF_SCOPE, CONTROL_DESK.EVIDENCE_OF_ANOTHER and those of {@link requireOpenProcess}
 */
export async function authorizeReview(
  work: UnitOfWork,
  capturers: PaperCapturers,
  supportId: string,
): Promise<DeskRecordView> {
  const record = await findDeskRecord(work, supportId, 'read');
  work.authorize({ entidad: record.entidad });
  const { reviewerId, capturedBy, processId } = record;
  const { id } = work.actor;
  if (reviewerId !== id || (capturedBy !== null && (await capturers.accountsOf(id)).includes(capturedBy))) {
    throw new DomainError('CONTROL_DESK.EVIDENCE_OF_ANOTHER', { kind: 'forbidden' });
  }
  await requireOpenProcess(work, processId);
  return record;
}
