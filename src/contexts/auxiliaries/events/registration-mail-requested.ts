import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** The e-mail with an auxiliary's two ids was asked for again, or its address corrected (§6.5). */
@EventSpec('auxiliaries.registration-mail-requested', 1)
export class RegistrationMailRequested extends IntegrationEvent<{ readonly auxiliaryId: string }> {}
