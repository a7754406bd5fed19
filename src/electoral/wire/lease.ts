import { z } from 'zod';
import { acceptedDutiesSchema, instantSchema } from './manifest.js';

const assistedSchema = z.strictObject({ reasons: z.array(z.string().min(1).max(120)).min(1).max(12) });

/** Members of a lease that not every version of the app knows, and which refuses what it does not know. */
export const LEASE_FEATURES = ['assisted', 'unsent-kept-days'] as const;
export type LeaseFeature = (typeof LEASE_FEATURES)[number];

/** Payload of the signed right to capture (§7.7, decision 8). Without a valid one the app does not open a capture. */
export const leaseSchema = z.strictObject({
  version: z.literal(1),
  kind: z.literal('lease'),
  deviceId: z.uuid(),
  processId: z.uuid(),
  processName: z.string(),
  practice: z.boolean(),
  periodVersion: z.int().min(1),
  aspirant: z.strictObject({ id: z.uuid(), name: z.string(), office: z.string(), emblemUrl: z.string().optional() }),
  auxiliary: z.strictObject({ id: z.uuid(), name: z.string() }),
  capture: z.strictObject({
    opensAt: instantSchema,
    closesAt: instantSchema,
    graceEndsAt: instantSchema,
    /** How many days after the grace a record that was not sent stays on the telephone (decision 7). Only to a device that understands it. */
    unsentKeptDays: z.int().min(0).max(3650).optional(),
  }),
  credentialTypes: z.array(z.string().regex(/^[A-Z]$/)).min(1),
  privacyNotice: z.strictObject({ version: z.string(), text: z.string() }),
  folioPrefix: z.string().length(5),
  /** Where the OPL allows the assisted capture (decision 31): what for. Only to a device that understands it. */
  assisted: assistedSchema.optional(),
  issuedAt: instantSchema,
  expiresAt: instantSchema,
});
export type Lease = z.infer<typeof leaseSchema>;

/** What a device signs to renew its lease. */
export const leaseRequestSchema = z.strictObject({
  deviceId: z.uuid(),
  at: instantSchema,
  nonce: z.string().min(16).max(64),
  appVersion: z.string().min(1).max(32),
  /** Of the duties that were asked for since (§6.9). */
  duties: acceptedDutiesSchema.optional(),
  /** The {@link LEASE_FEATURES} this app understands; others may be named, by a newer one. */
  understands: z
    .array(z.string().regex(/^[a-z-]{1,32}$/))
    .max(16)
    .optional(),
});
export type LeaseRequest = z.infer<typeof leaseRequestSchema>;
