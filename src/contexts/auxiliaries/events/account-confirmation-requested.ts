import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** Somebody signed in with an account that shares no e-mail and gave an auxiliary's ids (§7.3). */
@EventSpec('auxiliaries.account-confirmation-asked', 1)
export class AccountConfirmationRequested extends IntegrationEvent<{
  readonly confirmationId: string;
  readonly auxiliaryId: string;
}> {}
