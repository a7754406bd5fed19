import { z } from 'zod';
import { instantSchema } from './manifest.js';

const publicJwkSchema = z.looseObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string().min(1),
});

/**
 * Payload of the key set, signed by the offline root key whose public half is in the app (decision 22). Version 1, for
 * apps that do not know version 2, has neither an expiry nor a serial number.
 */
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

/** Version 2. The app accepts no set with a lower serial number than the last one, and none that has expired. */
export const expiringKeySetSchema = z.strictObject({
  ...keySetSchema.shape,
  version: z.literal(2),
  serial: z.int().min(1),
  expiresAt: instantSchema,
});
export type ExpiringKeySet = z.infer<typeof expiringKeySetSchema>;
export type KeySet = z.infer<typeof keySetSchema> | ExpiringKeySet;
