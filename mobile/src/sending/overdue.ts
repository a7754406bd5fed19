import type { Lease } from '#electoral/wire';
import { owningEnrolment } from '../storage/owning-enrolment.js';
import type { Enrolment, SealedRecord } from '../storage/vault.js';

const DAY_MS = 86_400_000;

/** For leases signed before `unsentKeptDays` existed. */
const DEFAULT_RETENTION_DAYS = 30;

/** Why a record that was never sent is no longer on the phone. */
export const OVERDUE_REASON =
  'No se envió a tiempo: el plazo terminó hace muchos días y el INE confirmó que ya no puede recibirlo. Se borró de este teléfono.';

/** When the app asks whether an unsent record may be erased: some days after the grace period (decision 7). */
export function retentionEnd({ capture }: Lease): string {
  const days = capture.unsentKeptDays ?? DEFAULT_RETENTION_DAYS;
  return new Date(Date.parse(capture.graceEndsAt) + days * DAY_MS).toISOString();
}

/**
 * Whether to ask the server if an unsent record may be erased. The later of two retention ends counts, the one at
 * capture and the one in the current lease: the period may have been extended. The device's clock is not used.
 * @param serverMs the last time received from the server, in milliseconds.
 */
export function isOverdue(record: SealedRecord, enrolments: readonly Enrolment[], serverMs: number): boolean {
  if (record.keptUntil === undefined) return false;
  const owner = owningEnrolment(enrolments, record.deviceId);
  const ends = owner ? [record.keptUntil, retentionEnd(owner.lease)] : [record.keptUntil];
  return ends.every((end) => Date.parse(end) < serverMs);
}
