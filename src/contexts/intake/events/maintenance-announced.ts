import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A maintenance was announced, ended before its time or called off (§10.2): the OPLs are told. */
@EventSpec('intake.maintenance-announced', 1)
export class MaintenanceAnnounced extends IntegrationEvent<{
  readonly maintenanceId: string;
  readonly what: 'announced' | 'ended' | 'called-off';
}> {}
