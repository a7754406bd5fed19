import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A support was opened, its images checked and the roll queried. The control desk reviews it next (§11.1). */
@EventSpec('verification.support-verified', 1)
export class SupportVerified extends IntegrationEvent<{
  readonly supportId: string;
  readonly folio: string;
  readonly processId: string;
  readonly entidad: string;
  readonly aspirantId: string;
  /** An assisted capture, for which the desk has its own criterion (decision 31). */
  readonly assisted: boolean;
  /** Account of the official who captured it on paper; null if it came from a device. */
  readonly capturedBy: string | null;
}> {}
