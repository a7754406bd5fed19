import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** Somebody signed in with an account that shares no e-mail and gave an auxiliary's ids: the auxiliary is asked (§7.3). */
@EventSpec('auxiliaries.account-confirmation-due', 1)
export class AccountConfirmationDue extends IntegrationEvent<{ readonly confirmationId: string }> {}
