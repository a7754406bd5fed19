import type { DeviceStatus } from '#electoral/devices';
import type { PublicJwk } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { policyOf } from './enrolment-policies.js';

export interface DeviceRow {
  readonly deviceId: string;
  readonly publicJwk: PublicJwk;
  readonly folioPrefix: string;
  /** Also `discharged` if its auxiliary was discharged, unless the device is suspended (`devices.published_device`). */
  readonly status: DeviceStatus;
  readonly auxiliaryId: string;
  readonly aspirantId: string;
  readonly processId: string;
  readonly officeId: string;
  readonly entidad: string;
  /** When the device lost its right to capture; ISO 8601, UTC. Null while it has that right. */
  readonly endedAt: string | null;
  /** When its auxiliary was discharged; null unless they were. */
  readonly dischargedAt: string | null;
}

/**
 * A suspension applies to the person, not only to the phone; another phone must not bypass it.
 * @throws DomainError AUXILIARIES.SUSPENDED
 */
export async function requireNotSuspended(work: UnitOfWork, auxiliaryId: string): Promise<void> {
  const [suspended] = await work.sql(
    `select 1 as found from devices.device where auxiliary_id = $1 and status = 'suspended' limit 1`,
    [auxiliaryId],
  );
  if (suspended) throw new DomainError('AUXILIARIES.SUSPENDED', { kind: 'forbidden' });
}

/** Devices of an auxiliary that are not discharged, and the maximum set by the OPL (§7.6). */
export interface DeviceAllowance {
  readonly active: number;
  readonly allowed: number;
}

export async function deviceAllowance(
  work: UnitOfWork,
  auxiliaryId: string,
  entidad: string,
): Promise<DeviceAllowance> {
  const [count] = await work.sql<{ active: number }>(
    `select count(*)::int as active from devices.device where auxiliary_id = $1 and status <> 'discharged'`,
    [auxiliaryId],
  );
  const { devicesAllowed } = await policyOf(work, entidad);
  return { active: count?.active ?? 0, allowed: devicesAllowed };
}

/** @throws DomainError AUXILIARIES.DEVICE_UNKNOWN */
export async function findDevice(work: UnitOfWork, deviceId: string): Promise<DeviceRow & { emailHash: Buffer }> {
  const row = await work.record<DeviceRow & { emailHash: Buffer }>(
    `select d.id as "deviceId", d.public_jwk as "publicJwk", d.folio_prefix as "folioPrefix", d.status,
       d.auxiliary_id as "auxiliaryId", d.aspirant_id as "aspirantId", d.process_id as "processId",
       d.office_id as "officeId", d.entidad, d.ended_at as "endedAt",
       d.discharged_at as "dischargedAt", a.email_hash as "emailHash"
     from devices.published_device d join auxiliaries.published_auxiliary a on a.id = d.auxiliary_id where d.id = $1`,
    [deviceId],
  );
  if (!row) throw new DomainError('AUXILIARIES.DEVICE_UNKNOWN', { kind: 'not-found' });
  return row;
}
