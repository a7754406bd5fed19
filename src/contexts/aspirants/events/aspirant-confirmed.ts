import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** The OPL confirmed a registration (§5.F). */
@EventSpec('aspirants.aspirant-confirmed', 1)
export class AspirantConfirmed extends IntegrationEvent<{
  readonly aspirantId: string;
  readonly processId: string;
}> {}
