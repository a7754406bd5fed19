import type { Enrolment } from './vault.js';

/** Whose a record or a receipt on this phone is: of the registration that sealed it, or of the one in its place (§7.5). */
export function owningEnrolment(enrolments: readonly Enrolment[], deviceId: string): Enrolment | undefined {
  return enrolments.find(
    (enrolment) => enrolment.deviceId === deviceId || enrolment.formerDevices?.includes(deviceId) === true,
  );
}
