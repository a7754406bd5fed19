import { z } from 'zod';

/** An OPL's rules for the devices of its auxiliaries (decision 24). */
export const enrolmentPolicySchema = z.object({
  /** What does not agree lets in, to be looked at, or captures nothing before the OPL accepts. */
  onMismatch: z.enum(['review', 'block']),
  /** Devices of one auxiliary that may capture at once; with one more, the oldest may no longer. */
  devicesAllowed: z.int().min(1).max(5),
  /** Whether one person may help a second aspirant of the process without the OPL's look. */
  secondAspirant: z.boolean(),
  /** Devices of one aspirant whose platform does not vouch for them; null for no limit. */
  unattestedAllowed: z.int().min(0).max(100_000).nullable(),
  /** Days after the grace for which a record that was not sent stays on a device (decision 7). */
  unsentKeptDays: z.int().min(1).max(365),
});
export type EnrolmentPolicy = z.infer<typeof enrolmentPolicySchema>;

/** Where the OPL has set none. */
export const DEFAULT_POLICY: EnrolmentPolicy = {
  onMismatch: 'review',
  devicesAllowed: 1,
  secondAspirant: false,
  unattestedAllowed: null,
  unsentKeptDays: 30,
};
