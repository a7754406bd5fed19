import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A one-time link was asked for an official. The link itself is made when it is sent and stored nowhere. */
@EventSpec('accounts.access-link-requested', 1)
export class AccessLinkRequested extends IntegrationEvent<{
  readonly officialId: string;
  readonly reason: 'new-account' | 'forgotten';
}> {}
