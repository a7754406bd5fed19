import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** The OPL, or a rule of the OPL, decided on a device (decision 24). */
@EventSpec('devices.device-decided', 1)
export class DeviceDecided extends IntegrationEvent<{
  readonly deviceId: string;
  readonly auxiliaryId: string;
  /** `blocked`: suspended by the rule until the OPL has reviewed it. */
  readonly decision: 'accepted' | 'suspended' | 'reinstated' | 'blocked';
  /** ISO 8601, UTC. */
  readonly at: string;
}> {}
