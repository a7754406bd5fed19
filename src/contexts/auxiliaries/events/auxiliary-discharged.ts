import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** An auxiliary was discharged (§6.1 A). */
@EventSpec('auxiliaries.auxiliary-discharged', 1)
export class AuxiliaryDischarged extends IntegrationEvent<{
  readonly auxiliaryId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}> {}
