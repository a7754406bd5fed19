import { EventSpec, IntegrationEvent } from '../messaging/events.js';

/** A message could not be delivered, or not yet (decision 42). */
@EventSpec('kernel.mail-bounced', 1)
export class MailBounced extends IntegrationEvent<{
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly purpose: string;
  /** ISO 8601, UTC: tells a message to an address that was corrected since from one to the present address. */
  readonly sentAt: string;
  readonly happenedAt: string;
  readonly action: 'failed' | 'delayed';
  readonly status: string;
}> {}
