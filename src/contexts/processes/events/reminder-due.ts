import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** The administrators of an OPL are to be reminded of a legal date. */
@EventSpec('processes.reminder-due', 1)
export class ReminderDue extends IntegrationEvent<{
  readonly dateId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly hoursBefore: number;
}> {}
