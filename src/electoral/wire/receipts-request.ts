import { z } from 'zod';
import { folioSchema } from './folio.js';
import { instantSchema } from './manifest.js';

/** What a device signs to be given the receipts of its auxiliary again, a page at a time. */
export const receiptsRequestSchema = z.strictObject({
  kind: z.literal('receipts'),
  deviceId: z.uuid(),
  /** The server's time as the device knows it. */
  at: instantSchema,
  /** Last folio of the page before. */
  after: folioSchema.optional(),
});
export type ReceiptsRequest = z.infer<typeof receiptsRequestSchema>;

/** A page of receipts, each a compact JWS as it was signed at reception. */
export const receiptsPageSchema = z.object({
  receipts: z.array(z.string()),
  /** Present when there are more: what to ask `after`. */
  next: folioSchema.optional(),
});
export type ReceiptsPage = z.infer<typeof receiptsPageSchema>;
