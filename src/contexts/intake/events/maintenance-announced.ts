import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** Maintenance was announced, ended early or cancelled (§10.2); the OPLs are notified. */
@EventSpec('intake.maintenance-announced', 1)
export class MaintenanceAnnounced extends IntegrationEvent<{
  readonly maintenanceId: string;
  readonly what: 'announced' | 'ended' | 'called-off';
}> {}
