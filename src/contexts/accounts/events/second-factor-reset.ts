import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** DERFE took an official's second factor away, because it was lost. */
@EventSpec('accounts.second-factor-reset', 1)
export class SecondFactorReset extends IntegrationEvent<{
  readonly officialId: string;
  /** Another one must be set up before anything else. */
  readonly mandatory: boolean;
}> {}
