import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** A device proved its key and handed in its auxiliary's images, sealed (§7.4). */
@EventSpec('devices.device-enrolled', 1)
export class DeviceEnrolled extends IntegrationEvent<{ readonly deviceId: string; readonly auxiliaryId: string }> {}
