import { z } from 'zod';
import { instantSchema } from './manifest.js';

/**
 * Payload of the signed answer about the period of a device. It needs no password, so the menu can show it; it is no
 * lease and allows no capture.
 */
export const devicePeriodSchema = z.strictObject({
  version: z.literal(1),
  kind: z.literal('device-period'),
  deviceId: z.uuid(),
  /** As the device sent it, so that an earlier answer cannot be repeated. */
  nonce: z.string(),
  /** The server's time. */
  at: instantSchema,
  capture: z.strictObject({
    opensAt: instantSchema,
    closesAt: instantSchema,
    graceEndsAt: instantSchema,
    active: z.boolean(),
  }),
});
export type DevicePeriod = z.infer<typeof devicePeriodSchema>;
