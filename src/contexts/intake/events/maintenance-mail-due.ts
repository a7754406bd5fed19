import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** One administrator of an OPL is to be told of a maintenance; the address is asked for when it is sent. */
@EventSpec('intake.maintenance-mail-due', 1)
export class MaintenanceMailDue extends IntegrationEvent<{
  readonly maintenanceId: string;
  readonly what: 'announced' | 'ended' | 'called-off';
  readonly entidad: string;
  readonly officialId: string;
}> {}
