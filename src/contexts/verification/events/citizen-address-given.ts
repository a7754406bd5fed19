import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A support was opened in which the citizen gave an e-mail (§10.3). The address stays in the record; here is only a reference. */
@EventSpec('verification.citizen-address-given', 1)
export class CitizenAddressGiven extends IntegrationEvent<{
  readonly supportId: string;
}> {}
