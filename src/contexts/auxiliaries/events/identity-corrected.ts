import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** The names, the date of birth or the clave de elector of an auxiliary was corrected (§6.4). */
@EventSpec('auxiliaries.identity-corrected', 1)
export class IdentityCorrected extends IntegrationEvent<{ readonly auxiliaryId: string }> {}
