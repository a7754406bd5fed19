import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** Where a support came from. A message of before `channel` existed is of the app. */
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
  /** What sets the record apart until the OPL decides, e.g. `captured-after-period`; judged once, at reception. */
  readonly flags: readonly string[];
}

/**
 * A sealed support exists, durably stored; nothing of it was opened (§10.3). This is the contract of every context that
 * receives supports: intake publishes it for devices, a higher context for its own channel (ADR 0039).
 */
@EventSpec('intake.support-received', 1)
export class SupportReceived extends IntegrationEvent<Support & Source> {}
