import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A one-time link was requested for an official. The link is issued when the e-mail is sent and is not stored. */
@EventSpec('accounts.access-link-requested', 1)
export class AccessLinkRequested extends IntegrationEvent<{
  readonly officialId: string;
  readonly reason: 'new-account' | 'forgotten';
}> {}
