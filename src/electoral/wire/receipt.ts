import { z } from 'zod';
import { folioSchema } from './folio.js';
import { instantSchema, sha256Schema } from './manifest.js';

/** Payload of the signed receipt (§10.3); a legal fact: given only for what is durable. */
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

/** Payload of a signed terminal refusal (decision 7): the only other reason for which a device erases a record. */
export const refusalSchema = z.strictObject({
  version: z.literal(1),
  kind: z.literal('refusal'),
  folio: folioSchema,
  integrityCode: sha256Schema,
  code: z.string(),
  refusedAt: instantSchema,
});
export type Refusal = z.infer<typeof refusalSchema>;
