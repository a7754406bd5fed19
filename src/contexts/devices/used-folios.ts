import type { DeviceRow } from './persistence/device-records.js';

/**
 * The folios that the system has seen. Intake is above this context and provides it
 * (docs/adr/0062-the-phone-and-its-storage.md).
 */
export abstract class UsedFolios {
  /** The highest folio of this device that was received, announced or lost; undefined if there is none. */
  abstract highest(device: Pick<DeviceRow, 'deviceId' | 'auxiliaryId'>): Promise<string | undefined>;
}
