import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** DERFE removed the second factor of an official who lost it. */
@EventSpec('accounts.second-factor-reset', 1)
export class SecondFactorReset extends IntegrationEvent<{
  readonly officialId: string;
  /** The official has to set up another one before anything else. */
  readonly mandatory: boolean;
}> {}
