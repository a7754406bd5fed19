import { z } from 'zod';

/** An OPL's rules for the devices of its auxiliaries (decision 24). */
export const enrolmentPolicySchema = z.object({
  /** After a mismatch the device can capture during the review, or cannot capture until the OPL reinstates it. */
  onMismatch: z.enum(['review', 'block']),
  /** Devices per auxiliary that can capture. Enrolling one more discharges the oldest. */
  devicesAllowed: z.int().min(1).max(5),
  /** Whether a person may help a second aspirant of the process without a review. */
  secondAspirant: z.boolean(),
  /** Devices per aspirant without platform attestation; null for no limit. */
  unattestedAllowed: z.int().min(0).max(100_000).nullable(),
  /** Days after the grace period for which an unsent record is kept on a device (decision 7). */
  unsentKeptDays: z.int().min(1).max(365),
});
export type EnrolmentPolicy = z.infer<typeof enrolmentPolicySchema>;

/** Applies until the OPL sets a policy. */
export const DEFAULT_POLICY: EnrolmentPolicy = {
  onMismatch: 'review',
  devicesAllowed: 1,
  secondAspirant: false,
  unattestedAllowed: null,
  unsentKeptDays: 30,
};
