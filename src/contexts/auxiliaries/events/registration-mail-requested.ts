import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A resend of the registration e-mail was requested, or the address of the auxiliary was corrected (§6.5). */
@EventSpec('auxiliaries.registration-mail-requested', 1)
export class RegistrationMailRequested extends IntegrationEvent<{ readonly auxiliaryId: string }> {}
