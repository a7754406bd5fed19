import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** An aspirant gave up: their devices capture no more, and their records hold no place (decision 13). */
@EventSpec('aspirants.aspirant-withdrawn', 1)
export class AspirantWithdrawn extends IntegrationEvent<{
  readonly aspirantId: string;
  readonly processId: string;
}> {}
