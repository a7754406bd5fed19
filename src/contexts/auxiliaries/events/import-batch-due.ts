import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

interface Batch {
  readonly importId: string;
  readonly number: number;
}

/** A batch of rows of a file waits to be checked. */
@EventSpec('auxiliaries.import-check-due', 1)
export class ImportCheckDue extends IntegrationEvent<Batch> {}

/** A batch of rows of a file waits to be registered: the aspirant has said so. */
@EventSpec('auxiliaries.import-registration-due', 1)
export class ImportRegistrationDue extends IntegrationEvent<Batch> {}
