import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** Every batch of a file has been checked, or registered: its answer is to be written. */
@EventSpec('auxiliaries.import-phase-ended', 1)
export class ImportPhaseEnded extends IntegrationEvent<{
  readonly importId: string;
  readonly phase: 'check' | 'registration';
}> {}
