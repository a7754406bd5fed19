import { z } from 'zod';

/** The API's problem details (RFC 9457): `detail` is Spanish and says what to do, `code` is stable. */
export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  field: z.string().optional(),
  /** Compact JWS of a terminal refusal. */
  refusal: z.string().optional(),
  /** ISO 8601; present if the time in the signed request differs too much from it. */
  serverTime: z.iso.datetime().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
