import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** DERFE sent a signed Declaratoria back. */
@EventSpec('accounts.declaration-refused', 1)
export class DeclarationRefused extends IntegrationEvent<{
  readonly officialId: string;
  readonly declarationId: string;
}> {}
