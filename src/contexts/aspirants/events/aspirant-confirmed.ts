import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** The sheet was signed and the registration stands (§5.F). */
@EventSpec('aspirants.aspirant-confirmed', 1)
export class AspirantConfirmed extends IntegrationEvent<{
  readonly aspirantId: string;
  readonly processId: string;
}> {}
