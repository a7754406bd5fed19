import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** An account was closed or its grant has ended. Contexts with open work of the account reassign it. */
@EventSpec('accounts.official-left', 1)
export class OfficialLeft extends IntegrationEvent<{
  readonly accountId: string;
  /** Who takes over the open work; null: the official with the least work. */
  readonly successorId: string | null;
}> {}
