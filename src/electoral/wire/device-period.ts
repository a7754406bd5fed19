import { z } from 'zod';
import { instantSchema } from './manifest.js';

/**
 * Why a device that may capture is not yet admitted: its card and images have not been compared with the registration,
 * or they were and the OPL reviews a difference (§7.4, decision 24).
 */
export const deviceReviewSchema = z.enum(['unchecked', 'por-revisar']);
export type DeviceReview = z.infer<typeof deviceReviewSchema>;

/** What the auxiliary sees about a difference under review; never a registered value. */
export type ReviewReason = 'card-differs' | 'card-expired' | 'image-poor';

/**
 * Payload of the signed answer about the period of a device. It needs no password, so the menu can show it; it is not
 * a lease and allows no capture.
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
  /** Absent once the device is admitted. Only if the request asks for it: older apps reject unknown members. */
  review: deviceReviewSchema.optional(),
  /** Only under review, and if the request asks for it. A client ignores reasons that it does not know. */
  reviewReasons: z.array(z.string().max(32)).optional(),
});
export type DevicePeriod = z.infer<typeof devicePeriodSchema>;
