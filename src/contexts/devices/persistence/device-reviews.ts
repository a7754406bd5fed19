import type { DeviceStatus, Finding } from '#electoral/devices';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { StoredEnrolment } from '../unseal/enrolment-opener.js';

export interface ReviewedEnrolment extends StoredEnrolment {
  readonly auxiliaryId: string;
  readonly processId: string;
  readonly folioPrefix: string;
  readonly status: DeviceStatus;
  readonly attested: boolean;
  readonly enrolledAt: string;
  /** Null before the check. */
  readonly checkedAt: string | null;
  readonly findings: readonly Finding[];
}

/**
 * Authorizes an official of the entidad to review the enrolment of a device, and returns the enrolment.
 * @throws DomainError ACCESS.OUT_OF_SCOPE for any other official.
 */
export async function authorizeEnrolmentReview(work: UnitOfWork, deviceId: string): Promise<ReviewedEnrolment> {
  const device = await work.record<ReviewedEnrolment & { readonly entidad: string }>(
    `select d.id as "deviceId", d.auxiliary_id as "auxiliaryId", p.process_id as "processId", p.entidad,
       d.folio_prefix as "folioPrefix", p.status, d.attested, d.findings, d.enrolled_at as "enrolledAt",
       d.checked_at as "checkedAt", d.blob_key as "blobKey", d.manifest_digest as "manifestDigest"
     from devices.device d join devices.published_device p using (id) where d.id = $1`,
    [deviceId],
  );
  if (!device) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  const { entidad, ...enrolment } = device;
  work.authorize({ entidad });
  return enrolment;
}

export interface DeviceDecision {
  readonly processId: string;
  readonly auxiliaryId: string;
  readonly status: DeviceStatus;
  readonly findings: readonly Finding[];
}

/** How often the status of a device has changed: the version that an official sees and decides on. */
export async function deviceVersion(work: UnitOfWork, deviceId: string): Promise<number> {
  const [row] = await work.sql<{ version: number }>(
    'select count(*)::int as version from devices.device_move where device_id = $1',
    [deviceId],
  );
  return row?.version ?? 0;
}

/** The newest change of the status of a device. */
export async function newestStatusChange(
  work: UnitOfWork,
  deviceId: string,
): Promise<{ readonly to: DeviceStatus; readonly by: string; readonly at: string }> {
  const [row] = await work.sql<{ to: DeviceStatus; by: string; at: string }>(
    `select to_status as "to", actor_id as by, at from devices.device_move where device_id = $1 order by id desc limit 1`,
    [deviceId],
  );
  if (!row) throw new Error(`device ${deviceId} has no status changes`);
  return row;
}

/**
 * Locks a device and its auxiliary for the decision of an official until the transaction ends.
 * @throws DomainError ACCESS.OUT_OF_SCOPE
 */
export async function authorizeDeviceReview(work: UnitOfWork, deviceId: string): Promise<DeviceDecision> {
  // The auxiliary is locked before the device, as in an enrolment, to avoid deadlocks.
  await work.sql(
    `select 1 from auxiliaries.published_auxiliary
     where id = (select auxiliary_id from devices.device where id = $1) for update`,
    [deviceId],
  );
  const [device] = await work.sql<DeviceDecision & { entidad: string }>(
    `select a.entidad, a.process_id as "processId", a.auxiliary_id as "auxiliaryId", a.status, d.findings
     from devices.device d join devices.published_device a on a.id = d.id where d.id = $1 for update of d`,
    [deviceId],
  );
  if (!device) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  work.authorize({ entidad: device.entidad });
  return device;
}
