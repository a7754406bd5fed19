import { z } from 'zod';
import { instantSchema } from './manifest.js';

const publicJwkSchema = z.looseObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string().min(1),
});

/** Payload of the key set, signed by the offline root key whose public half is in the app (decision 22). */
export const keySetSchema = z.strictObject({
  version: z.literal(1),
  kind: z.literal('key-set'),
  /** The key that records are encrypted to: ECDH-ES+A256KW. */
  intake: publicJwkSchema,
  /** Includes old keys until the last grace period has ended. */
  receipt: z.array(publicJwkSchema).min(1),
  lease: z.array(publicJwkSchema).min(1),
  issuedAt: instantSchema,
});
export type KeySet = z.infer<typeof keySetSchema>;
