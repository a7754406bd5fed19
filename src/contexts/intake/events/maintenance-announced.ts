import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** Maintenance was announced, its announcement was corrected, or it ended early or was cancelled (§10.2). */
@EventSpec('intake.maintenance-announced', 1)
export class MaintenanceAnnounced extends IntegrationEvent<{
  readonly maintenanceId: string;
  readonly what: 'announced' | 'corrected' | 'ended' | 'called-off';
}> {}
