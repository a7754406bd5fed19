import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** The sign-in account of a confirmed aspirant changed (§5.D). The correction contains the old and new address. */
@EventSpec('aspirants.email-changed', 1)
export class EmailChanged extends IntegrationEvent<{
  readonly aspirantId: string;
  readonly processId: string;
  readonly correctionId: string;
}> {}
