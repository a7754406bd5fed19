import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';
import type { Recipient } from '../mail.js';

/** Published for the first event of a digest. Consumers receive it when the digest closes. */
@EventSpec('notifications.digest-opened', 1)
export class DigestOpened extends IntegrationEvent<{
  readonly mail: string;
  readonly recipientKind: Recipient['kind'];
  readonly recipientId: string;
}> {}
