import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** The control desk has reviewed every record of a process whose capture is over (§13.2 B). */
@EventSpec('results.desk-concluded', 1)
export class DeskConcluded extends IntegrationEvent<{
  readonly processId: string;
  readonly reviewed: number;
}> {}
