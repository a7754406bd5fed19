import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A device proved possession of its key and uploaded the encrypted images of its auxiliary (§7.4). */
@EventSpec('devices.device-enrolled', 1)
export class DeviceEnrolled extends IntegrationEvent<{
  readonly deviceId: string;
  readonly auxiliaryId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Whether an earlier device lost its right to capture. */
  readonly replaces: boolean;
}> {}
