import { z } from 'zod';
import { instantSchema } from './manifest.js';

/** A time in which no record is taken (§10.2), as everyone may know it. */
export const maintenanceNoticeSchema = z.strictObject({
  underWay: z.boolean(),
  beginsAt: instantSchema,
  endsAt: instantSchema,
  reason: z.string(),
  /** Spanish, whole: what to show. */
  sentence: z.string(),
});
export type MaintenanceNotice = z.infer<typeof maintenanceNoticeSchema>;

export const maintenanceSchema = z.strictObject({ maintenance: maintenanceNoticeSchema.nullable() });
