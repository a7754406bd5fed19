import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** An aspirant sent a file of auxiliaries (§6.4). */
@EventSpec('auxiliaries.import-uploaded', 1)
export class ImportUploaded extends IntegrationEvent<{ readonly importId: string }> {}
