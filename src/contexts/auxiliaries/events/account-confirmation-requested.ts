import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** Someone signed in with an account that shares no e-mail, and entered the ids of an auxiliary (§7.3). */
@EventSpec('auxiliaries.account-confirmation-asked', 1)
export class AccountConfirmationRequested extends IntegrationEvent<{
  readonly confirmationId: string;
  readonly auxiliaryId: string;
}> {}
