import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A legal date is near, or has passed without the required action (decision 40). */
@EventSpec('processes.legal-date-approached', 1)
export class LegalDateApproached extends IntegrationEvent<{
  readonly dateId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Negative after the date. */
  readonly hoursBefore: number;
}> {}
