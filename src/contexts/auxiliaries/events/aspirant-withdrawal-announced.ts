import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** The aspirant of these auxiliaries, none of them discharged, withdrew (decision 13). One event for each page. */
@EventSpec('auxiliaries.aspirant-withdrew', 1)
export class AspirantWithdrawalAnnounced extends IntegrationEvent<{
  readonly aspirantId: string;
  readonly processId: string;
  readonly auxiliaryIds: readonly string[];
}> {}
