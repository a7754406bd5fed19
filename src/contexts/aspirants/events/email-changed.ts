import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A confirmed aspirant signs in with another account from now on (§5.D); the addresses stand in the correction. */
@EventSpec('aspirants.email-changed', 1)
export class EmailChanged extends IntegrationEvent<{
  readonly aspirantId: string;
  readonly processId: string;
  readonly correctionId: string;
}> {}
