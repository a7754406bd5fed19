import { EventSpec, IntegrationEvent } from '../messaging/events.js';

/** The delivery of a message failed or is delayed (decision 42). */
@EventSpec('kernel.mail-bounced', 1)
export class MailBounced extends IntegrationEvent<{
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly purpose: string;
  /** ISO 8601, UTC. Shows whether the message was sent before the address was corrected. */
  readonly sentAt: string;
  readonly happenedAt: string;
  readonly action: 'failed' | 'delayed';
  readonly status: string;
}> {}
