import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** The password of an official was replaced. Setting the first password of an account does not count. */
@EventSpec('accounts.password-changed', 1)
export class PasswordChanged extends IntegrationEvent<{
  readonly officialId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}> {}
