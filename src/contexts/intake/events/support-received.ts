import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** Origin of a support. Older messages lack `channel`; they come from the app. */
type Source =
  | { readonly channel: 'app'; readonly auxiliaryId: string; readonly deviceId: string; readonly capturedBy: null }
  | {
      readonly channel: 'paper';
      readonly auxiliaryId: null;
      readonly deviceId: null;
      /** The account of the official who captured it. */
      readonly capturedBy: string;
    };

interface Support {
  readonly supportId: string;
  readonly folio: string;
  readonly processId: string;
  readonly aspirantId: string;
  readonly officeId: string;
  readonly entidad: string;
  /** ISO 8601, UTC. From a device: the instant of the durable commit. */
  readonly receivedAt: string;
  /** Hexadecimal SHA-256 of the canonical manifest. */
  readonly integrityCode: string;
  readonly blobKey: string;
  /** Flags for the OPL to decide on, such as `captured-after-period`; set once, when the record is received. */
  readonly flags: readonly string[];
}

/**
 * A sealed support was stored durably; it has not been opened (§10.3). Every context that receives supports publishes
 * this event: intake for devices, a higher context for its own channel (ADR 0039).
 */
@EventSpec('intake.support-received', 1)
export class SupportReceived extends IntegrationEvent<Support & Source> {}
