import { z } from 'zod';
import { instantSchema } from './manifest.js';

const publicJwkSchema = z.looseObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string().min(1),
});

/** Payload of the key set, signed by the off-line root that the app carries (decision 22). */
export const keySetSchema = z.strictObject({
  version: z.literal(1),
  kind: z.literal('key-set'),
  /** Records are sealed to this one: ECDH-ES+A256KW. */
  intake: publicJwkSchema,
  /** Old ones stay until the last grace has ended. */
  receipt: z.array(publicJwkSchema).min(1),
  lease: z.array(publicJwkSchema).min(1),
  issuedAt: instantSchema,
});
export type KeySet = z.infer<typeof keySetSchema>;
