import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** DERFE refused a signed Declaratoria. */
@EventSpec('accounts.declaration-refused', 1)
export class DeclarationRefused extends IntegrationEvent<{
  readonly officialId: string;
  readonly declarationId: string;
}> {}
