import { z } from 'zod';
import { mailboxOf } from '../normalise/index.js';
import { MAX_COUNTER } from './folio.js';
import { acceptedDutiesSchema, instantSchema, sha256Schema } from './manifest.js';

const assistedSchema = z.strictObject({ reasons: z.array(z.string().min(1).max(120)).min(1).max(12) });

/** Members of a lease that older apps do not know. Apps reject leases with unknown members. */
export const LEASE_FEATURES = ['assisted', 'unsent-kept-days', 'next-counter', 'period-status', 'own-mailbox'] as const;
export type LeaseFeature = (typeof LEASE_FEATURES)[number];

/** Payload of the signed lease, the right to capture (§7.7, decision 8). The app begins captures only with a valid one. */
export const leaseSchema = z.strictObject({
  version: z.literal(1),
  kind: z.literal('lease'),
  deviceId: z.uuid(),
  processId: z.uuid(),
  processName: z.string(),
  practice: z.boolean(),
  periodVersion: z.int().min(1),
  aspirant: z.strictObject({ id: z.uuid(), name: z.string(), office: z.string(), emblemUrl: z.string().optional() }),
  auxiliary: z.strictObject({
    id: z.uuid(),
    name: z.string(),
    /**
     * SHA-256 of {@link ownMailboxText}: the receipt for the citizen must not go to the auxiliary. Only if the app
     * supports it.
     */
    mailboxDigest: sha256Schema.optional(),
  }),
  capture: z.strictObject({
    opensAt: instantSchema,
    closesAt: instantSchema,
    graceEndsAt: instantSchema,
    /**
     * How many days after the grace period unsent records stay on the phone (decision 7). Only if the app supports it.
     */
    unsentKeptDays: z.int().min(0).max(3650).optional(),
    /** False while the period is inactive: no captures until it resumes. Only if the app supports it. */
    active: z.boolean().optional(),
  }),
  credentialTypes: z.array(z.string().regex(/^[A-Z]$/)).min(1),
  privacyNotice: z.strictObject({ version: z.string(), text: z.string() }),
  folioPrefix: z.string().length(5),
  /**
   * One more than the highest counter of this device that the server has seen. The device uses no lower one, because
   * its storage may have been replaced by an older copy. Only if the app supports it.
   */
  nextCounter: z.int().min(1).max(MAX_COUNTER).optional(),
  /** Allowed reasons for an assisted capture (decision 31); absent if the OPL does not allow it or the app is older. */
  assisted: assistedSchema.optional(),
  issuedAt: instantSchema,
  expiresAt: instantSchema,
});
export type Lease = z.infer<typeof leaseSchema>;

/** The same for all spellings of a mailbox, and different on each device. */
export function ownMailboxText(deviceId: string, email: string): string {
  return `own-mailbox/1 ${deviceId} ${mailboxOf(email)}`;
}

/** Payload of a request to renew the lease, signed by the device. */
export const leaseRequestSchema = z.strictObject({
  deviceId: z.uuid(),
  at: instantSchema,
  nonce: z.string().min(16).max(64),
  appVersion: z.string().min(1).max(32),
  /** Acceptance of duties requested since the enrolment (§6.9). */
  duties: acceptedDutiesSchema.optional(),
  /** The {@link LEASE_FEATURES} that this app supports. A newer app may send others. */
  understands: z
    .array(z.string().regex(/^[a-z-]{1,32}$/))
    .max(16)
    .optional(),
});
export type LeaseRequest = z.infer<typeof leaseRequestSchema>;
