import { z } from 'zod';
import { acceptedDutiesSchema, instantSchema } from './manifest.js';

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
  capture: z.strictObject({ opensAt: instantSchema, closesAt: instantSchema, graceEndsAt: instantSchema }),
  credentialTypes: z.array(z.string().regex(/^[A-Z]$/)).min(1),
  privacyNotice: z.strictObject({ version: z.string(), text: z.string() }),
  folioPrefix: z.string().length(5),
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
});
export type LeaseRequest = z.infer<typeof leaseRequestSchema>;
