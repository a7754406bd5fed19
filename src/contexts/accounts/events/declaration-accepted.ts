import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** DERFE accepted a signed Declaratoria, which activated the account. */
@EventSpec('accounts.declaration-accepted', 1)
export class DeclarationAccepted extends IntegrationEvent<{ readonly officialId: string }> {}
