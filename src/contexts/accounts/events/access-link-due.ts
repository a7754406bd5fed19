import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** An official is to get a one-time link by e-mail; the link itself is made when it is sent and stands in no queue. */
@EventSpec('accounts.access-link-due', 1)
export class AccessLinkDue extends IntegrationEvent<{
  readonly officialId: string;
  readonly reason: 'new-account' | 'forgotten';
}> {}
