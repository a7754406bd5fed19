import type { Enrolment } from './vault.js';

/** The registration that owns a record or receipt: the one that sealed it, or the one that replaced it (§7.5). */
export function owningEnrolment(enrolments: readonly Enrolment[], deviceId: string): Enrolment | undefined {
  return enrolments.find(
    (enrolment) => enrolment.deviceId === deviceId || enrolment.formerDevices?.includes(deviceId) === true,
  );
}
