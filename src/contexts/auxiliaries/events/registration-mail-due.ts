import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** An auxiliary is to get their two ids by e-mail once more (§6.5). */
@EventSpec('auxiliaries.registration-mail-due', 1)
export class RegistrationMailDue extends IntegrationEvent<{ readonly auxiliaryId: string }> {}
