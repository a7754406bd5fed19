import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** One e-mail waits to be sent: to one recipient, of one event or of a closed digest. */
@EventSpec('notifications.mail-queued', 1)
export class MailQueued extends IntegrationEvent<{ readonly deliveryId: string }> {}
