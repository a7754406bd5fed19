import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** An aspirant authorised an auxiliary (§6.4). */
@EventSpec('auxiliaries.auxiliary-registered', 1)
export class AuxiliaryRegistered extends IntegrationEvent<{
  readonly auxiliaryId: string;
  readonly aspirantId: string;
  readonly processId: string;
}> {}
