import { z } from 'zod';
import { folioSchema } from './folio.js';
import { instantSchema, sha256Schema } from './manifest.js';

/** Payload of the signed receipt (§10.3). It has legal effect and is issued only for durable records. */
export const receiptSchema = z.strictObject({
  version: z.literal(1),
  kind: z.literal('receipt'),
  folio: folioSchema,
  /** The instant of the durable commit. */
  receivedAt: instantSchema,
  /** SHA-256 of the canonical manifest, which covers the digest of every part. */
  integrityCode: sha256Schema,
  size: z.int().min(1),
});
export type Receipt = z.infer<typeof receiptSchema>;

/**
 * Payload of a signed terminal refusal (decision 7): besides a receipt, the only reason for a device to delete a
 * record.
 */
export const refusalSchema = z.strictObject({
  version: z.literal(1),
  kind: z.literal('refusal'),
  folio: folioSchema,
  integrityCode: sha256Schema,
  code: z.string(),
  refusedAt: instantSchema,
});
export type Refusal = z.infer<typeof refusalSchema>;
