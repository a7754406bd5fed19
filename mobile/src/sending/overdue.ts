import type { Lease } from '#electoral/wire';
import { owningEnrolment } from '../storage/owning-enrolment.js';
import type { Enrolment, SealedRecord } from '../storage/vault.js';

const DAY_MS = 86_400_000;

/** Of a lease that says nothing of it: those that were signed before it did. */
const DEFAULT_RETENTION_DAYS = 30;

/** What stays of a record that nobody took in time. */
export const OVERDUE = {
  code: 'APP.OVERDUE',
  reason:
    'No se envió a tiempo: el plazo terminó hace muchos días y el INE ya no podía recibirlo. Se borró de este teléfono.',
} as const;

/** Until when a record that was not sent is kept: so many days after the end of the grace (decision 7). */
export function retentionEnd({ capture }: Lease): string {
  const days = capture.unsentKeptDays ?? DEFAULT_RETENTION_DAYS;
  return new Date(Date.parse(capture.graceEndsAt) + days * DAY_MS).toISOString();
}

/**
 * Whether a record may be erased unsent. A period may have been extended since it was captured: the later of both terms
 * counts. Only an instant that the server itself has told is trusted with it: a telephone whose clock somebody set
 * forward would lose what it holds.
 * @param told milliseconds, by the server.
 */
export function isOverdue(record: SealedRecord, enrolments: readonly Enrolment[], told: number): boolean {
  if (record.keptUntil === undefined) return false;
  const holder = owningEnrolment(enrolments, record.deviceId);
  const ends = holder ? [record.keptUntil, retentionEnd(holder.lease)] : [record.keptUntil];
  return ends.every((end) => Date.parse(end) < told);
}
