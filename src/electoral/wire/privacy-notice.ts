import { z } from 'zod';

/** The full privacy notice, shown in the app's menu (§16.4). A consent refers to its version. */
export const privacyNoticeSchema = z.object({
  version: z.string().min(1).max(32),
  title: z.string(),
  sections: z.array(z.object({ heading: z.string(), paragraphs: z.array(z.string()).min(1) })).min(1),
});
export type PrivacyNotice = z.infer<typeof privacyNoticeSchema>;
