import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { DeviceStatus } from './device-records.js';

export interface DeviceMove {
  readonly deviceId: string;
  readonly from: DeviceStatus | null;
  readonly to: DeviceStatus;
  readonly at: Date;
  readonly reason?: string;
}

/** Writes down a change of a device's status, which its own row already has. */
export async function recordDeviceMove(
  work: UnitOfWork,
  { deviceId, from, to, at, reason }: DeviceMove,
): Promise<void> {
  await work.sql(
    `insert into auxiliaries.device_move (device_id, from_status, to_status, actor_kind, actor_id, at, reason)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [deviceId, from, to, work.actor.kind, work.actor.id, at, reason ?? null],
  );
}

/** Moves a device; what ends may capture no more from then on, what comes back may again. */
export async function moveDevice(work: UnitOfWork, move: DeviceMove): Promise<void> {
  const { deviceId, to, at } = move;
  const ends = to === 'suspended' || to === 'discharged';
  await work.sql('update auxiliaries.device set status = $2, ended_at = $3 where id = $1', [
    deviceId,
    to,
    ends ? at : null,
  ]);
  await recordDeviceMove(work, move);
}

/**
 * Takes the right to capture from an auxiliary's devices.
 * @param keep how many of the newest keep it.
 * @returns how many lost it.
 */
export async function retireDevices(
  work: UnitOfWork,
  auxiliaryId: string,
  { keep, at, reason }: { readonly keep: number; readonly at: Date; readonly reason: string },
): Promise<number> {
  const open = await work.sql<{ id: string; status: DeviceStatus }>(
    `select id, status from auxiliaries.device where auxiliary_id = $1 and status <> 'discharged'
     order by enrolled_at desc, id`,
    [auxiliaryId],
  );
  const ending = open.slice(keep);
  for (const { id, status } of ending) {
    await moveDevice(work, { deviceId: id, from: status, to: 'discharged', at, reason });
  }
  return ending.length;
}

/**
 * The device that an official decides about, held until the transaction ends.
 * @throws DomainError ACCESS.OUT_OF_SCOPE, AUXILIARIES.DEVICE_NOT_IN_STATE when somebody else was faster.
 */
export async function authorizeDeviceReview(
  work: UnitOfWork,
  deviceId: string,
  from: readonly DeviceStatus[],
): Promise<{ readonly processId: string; readonly auxiliaryId: string; readonly status: DeviceStatus }> {
  const [device] = await work.sql<{ entidad: string; processId: string; auxiliaryId: string; status: DeviceStatus }>(
    `select a.entidad, a.process_id as "processId", a.id as "auxiliaryId", d.status
     from auxiliaries.device d join auxiliaries.auxiliary a on a.id = d.auxiliary_id where d.id = $1 for update of d`,
    [deviceId],
  );
  if (!device) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  work.authorize({ entidad: device.entidad });
  if (!from.includes(device.status)) {
    throw new DomainError('AUXILIARIES.DEVICE_NOT_IN_STATE', { kind: 'conflict' });
  }
  return device;
}
