import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** An account does no more work: it was closed, or its grant has ended. Whoever keeps open work for it hands it on. */
@EventSpec('accounts.official-left', 1)
export class OfficialLeft extends IntegrationEvent<{
  readonly accountId: string;
  /** Who is to take the open work; null: whoever has the least. */
  readonly successorId: string | null;
}> {}
