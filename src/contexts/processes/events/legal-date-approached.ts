import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A legal date is near, or has passed with nothing done (decision 40). */
@EventSpec('processes.legal-date-approached', 1)
export class LegalDateApproached extends IntegrationEvent<{
  readonly dateId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly hoursBefore: number;
}> {}
