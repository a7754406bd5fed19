import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** The citizen gave an e-mail and is to be told (§10.3). The address stays in the record: here is only a reference. */
@EventSpec('verification.citizen-receipt-due', 1)
export class CitizenReceiptDue extends IntegrationEvent<{
  readonly supportId: string;
}> {}
