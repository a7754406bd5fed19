import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/**
 * An opened support contains the e-mail address of the citizen (§10.3). The event does not contain the address itself.
 */
@EventSpec('verification.citizen-address-given', 1)
export class CitizenAddressGiven extends IntegrationEvent<{
  readonly supportId: string;
}> {}
