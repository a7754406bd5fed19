import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** DERFE corrected the data of an official. */
@EventSpec('accounts.official-corrected', 1)
export class OfficialCorrected extends IntegrationEvent<{
  readonly officialId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}> {}
