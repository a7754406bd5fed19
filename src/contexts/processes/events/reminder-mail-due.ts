import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** One of them is to get the reminder; the address is asked for when it is sent. */
@EventSpec('processes.reminder-mail-due', 1)
export class ReminderMailDue extends IntegrationEvent<{
  readonly dateId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly hoursBefore: number;
  readonly officialId: string;
}> {}
