import { z } from 'zod';
import { sha256Schema } from './manifest.js';

/** Signed manifests announced before their records are uploaded (decision 6): 'anunciado, no recibido'. */
export const announcementSchema = z.strictObject({
  manifests: z
    .array(
      z.strictObject({
        /** Canonical bytes, base64url. */
        manifest: z
          .string()
          .regex(/^[\w-]+$/)
          .max(8192),
        /** P1363, base64url. */
        signature: z.string().regex(/^[\w-]{86}$/),
      }),
    )
    .min(1)
    .max(200),
});
export type Announcement = z.infer<typeof announcementSchema>;

/** The result for one announced manifest; results are in the order of the manifests. */
export const announcementResultSchema = z.discriminatedUnion('state', [
  z.strictObject({ integrityCode: sha256Schema, state: z.literal('announced') }),
  z.strictObject({ integrityCode: sha256Schema, state: z.literal('received'), receipt: z.string() }),
  z.strictObject({ integrityCode: sha256Schema, state: z.literal('refused'), code: z.string() }),
]);
export type AnnouncementResult = z.infer<typeof announcementResultSchema>;
