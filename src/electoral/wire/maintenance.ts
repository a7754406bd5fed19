import { z } from 'zod';
import { instantSchema } from './manifest.js';

/** Public notice of a maintenance window, during which no records are accepted (§10.2). */
export const maintenanceNoticeSchema = z.strictObject({
  underWay: z.boolean(),
  beginsAt: instantSchema,
  endsAt: instantSchema,
  reason: z.string(),
  /** The Spanish text to show. */
  sentence: z.string(),
});
export type MaintenanceNotice = z.infer<typeof maintenanceNoticeSchema>;

export const maintenanceSchema = z.strictObject({ maintenance: maintenanceNoticeSchema.nullable() });
