import type { DeviceStatus } from '#electoral/devices';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

/**
 * Locks a device and its auxiliary for the decision of an official until the transaction ends.
 * @throws DomainError ACCESS.OUT_OF_SCOPE, AUXILIARIES.DEVICE_NOT_IN_STATE if its status has changed in the meantime.
 */
export async function authorizeDeviceReview(
  work: UnitOfWork,
  deviceId: string,
  from: readonly DeviceStatus[],
): Promise<{ readonly processId: string; readonly auxiliaryId: string; readonly status: DeviceStatus }> {
  // Locked before its device, as in an enrolment. Avoids deadlocks.
  await work.sql(
    `select 1 from auxiliaries.published_auxiliary
     where id = (select auxiliary_id from devices.device where id = $1) for update`,
    [deviceId],
  );
  const [device] = await work.sql<{ entidad: string; processId: string; auxiliaryId: string; status: DeviceStatus }>(
    `select a.entidad, a.process_id as "processId", a.auxiliary_id as "auxiliaryId", a.status
     from devices.device d join devices.published_device a on a.id = d.id where d.id = $1 for update of d`,
    [deviceId],
  );
  if (!device) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  work.authorize({ entidad: device.entidad });
  if (!from.includes(device.status)) {
    throw new DomainError('AUXILIARIES.DEVICE_NOT_IN_STATE', { kind: 'conflict' });
  }
  return device;
}
