import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A support was opened, its images checked and the roll asked; the control desk takes it from here (§11.1). */
@EventSpec('verification.support-verified', 1)
export class SupportVerified extends IntegrationEvent<{
  readonly supportId: string;
  readonly folio: string;
  readonly processId: string;
  readonly entidad: string;
  readonly aspirantId: string;
  /** A capture with help, which the desk judges by its own criterion (decision 31). */
  readonly assisted: boolean;
  /** The official's account that captured it on paper; null: it came from a device. */
  readonly capturedBy: string | null;
}> {}
