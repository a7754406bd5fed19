import { z } from 'zod';

/** RFC 9457 as the API answers it: `detail` is Spanish and names the remedy, `code` is stable. */
export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  field: z.string().optional(),
  /** Compact JWS of a terminal refusal, where it is one. */
  refusal: z.string().optional(),
  /** ISO 8601: what was signed bears a time that is too far from this one. */
  serverTime: z.iso.datetime().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
