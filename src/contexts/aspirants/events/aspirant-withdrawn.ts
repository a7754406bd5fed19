import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/**
 * An aspirant withdrew. Their devices must stop capturing, and their records no longer take precedence over duplicates
 * (decision 13).
 */
@EventSpec('aspirants.aspirant-withdrawn', 1)
export class AspirantWithdrawn extends IntegrationEvent<{
  readonly aspirantId: string;
  readonly processId: string;
}> {}
