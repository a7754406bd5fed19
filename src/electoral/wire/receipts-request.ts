import { z } from 'zod';
import { folioSchema } from './folio.js';
import { instantSchema } from './manifest.js';

/** Payload of a request for one page of the auxiliary's receipts, signed by the device. */
export const receiptsRequestSchema = z.strictObject({
  kind: z.literal('receipts'),
  deviceId: z.uuid(),
  /** The server's time as estimated by the device. */
  at: instantSchema,
  /** Last folio of the previous page. */
  after: folioSchema.optional(),
});
export type ReceiptsRequest = z.infer<typeof receiptsRequestSchema>;

/** A page of receipts: the compact JWS as first signed. */
export const receiptsPageSchema = z.object({
  receipts: z.array(z.string()),
  /** Cursor for `after`; absent on the last page. */
  next: folioSchema.optional(),
  /**
   * Only on the last page: folios that the auxiliary's devices announced and that were neither received nor refused.
   * Older servers lack it.
   */
  announced: z.array(folioSchema).optional(),
});
export type ReceiptsPage = z.infer<typeof receiptsPageSchema>;
