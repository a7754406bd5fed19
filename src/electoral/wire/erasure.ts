import { z } from 'zod';
import { sha256Schema } from './manifest.js';

/**
 * The response for one manifest of an erasure request (decision 7): the device erases the record only on a verified
 * receipt or refusal. With `keep` it repeats the request later.
 */
export const erasureAnswerSchema = z.discriminatedUnion('state', [
  z.object({ integrityCode: sha256Schema, state: z.literal('keep') }),
  z.object({ integrityCode: sha256Schema, state: z.literal('received'), receipt: z.string() }),
  /** `refusal`: compact JWS of a `refusal`. */
  z.object({ integrityCode: sha256Schema, state: z.literal('refused'), refusal: z.string() }),
]);
export type ErasureAnswer = z.infer<typeof erasureAnswerSchema>;
