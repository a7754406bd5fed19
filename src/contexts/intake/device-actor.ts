import type { Actor } from '../../kernel/access/actor.js';
import type { DeviceRow } from '../devices/index.js';

const PERMISSIONS: ReadonlySet<string> = new Set(['intake.send', 'intake.announce']);

/** A device acting for its auxiliary: may read the receipts of everything that auxiliary captured, and nothing else. */
export function auxiliaryActor({ auxiliaryId, deviceId }: Pick<DeviceRow, 'auxiliaryId' | 'deviceId'>): Actor {
  return {
    kind: 'device',
    id: deviceId,
    label: 'dispositivo',
    permissions: new Set(['intake.receipts']),
    scope: { auxiliaryId },
  };
}

/** A device authenticated by its signature: may send what its auxiliary captured, and nothing else. */
export function deviceActor(
  device: Pick<DeviceRow, 'entidad' | 'processId' | 'aspirantId' | 'auxiliaryId' | 'deviceId'>,
): Actor {
  const { entidad, processId, aspirantId, auxiliaryId, deviceId } = device;
  return {
    kind: 'device',
    id: deviceId,
    label: 'dispositivo',
    permissions: PERMISSIONS,
    scope: { entidad, processId, aspirantId, auxiliaryId, deviceId },
  };
}
