import type { DeviceRow } from './persistence/device-records.js';

/**
 * The folios that the system has seen. The context `intake` depends on this one, so it provides the implementation
 * (docs/adr/0049-app-storage-is-unreliable.md).
 */
export abstract class UsedFolios {
  /** The highest folio of this device that was received, announced or lost; undefined if there is none. */
  abstract highest(device: Pick<DeviceRow, 'deviceId' | 'auxiliaryId'>): Promise<string | undefined>;
}
