import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** One e-mail to one recipient, for one event or one closed digest, is ready to be sent. */
@EventSpec('notifications.mail-queued', 1)
export class MailQueued extends IntegrationEvent<{ readonly deliveryId: string }> {}
