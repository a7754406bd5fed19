import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** Supports of a withdrawn aspirant lose their place, a page at a time; `after` is the last id of the page before. */
@EventSpec('verification.withdrawn-supports-due', 1)
export class WithdrawnSupportsDue extends IntegrationEvent<{
  readonly aspirantId: string;
  readonly after: string | null;
}> {}
