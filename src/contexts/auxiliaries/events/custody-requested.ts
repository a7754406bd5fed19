import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** The OPL requested custody of the papers of an aspirant's auxiliaries (§6.7). */
@EventSpec('auxiliaries.custody-requested', 1)
export class CustodyRequested extends IntegrationEvent<{
  readonly requestId: string;
  readonly aspirantId: string;
  readonly processId: string;
}> {}
