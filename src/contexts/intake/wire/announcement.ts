import { z } from 'zod';

/** Signed manifests made known before their bytes (decision 6): kept as 'anunciado, no recibido'. */
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
