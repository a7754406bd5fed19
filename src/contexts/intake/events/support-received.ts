import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A sealed support is durably stored and receipted (§10.3); nothing of it was opened. */
@EventSpec('intake.support-received', 1)
export class SupportReceived extends IntegrationEvent<{
  readonly supportId: string;
  readonly folio: string;
  readonly processId: string;
  readonly aspirantId: string;
  readonly auxiliaryId: string;
  readonly deviceId: string;
  readonly officeId: string;
  readonly entidad: string;
  /** ISO 8601, UTC: the instant of the durable commit. */
  readonly receivedAt: string;
  /** Hexadecimal SHA-256 of the canonical manifest. */
  readonly integrityCode: string;
  readonly blobKey: string;
  /** What sets the record apart until the OPL decides, e.g. `captured-after-period`; judged once, at reception. */
  readonly flags: readonly string[];
}> {}
