import type { PublicJwk } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { AuxiliaryRow } from './auxiliary-records.js';
import { policyOf } from './enrolment-policies.js';

export type DeviceStatus = 'active' | 'por-revisar' | 'suspended' | 'discharged';

export interface DeviceRow {
  readonly deviceId: string;
  readonly publicJwk: PublicJwk;
  readonly folioPrefix: string;
  readonly status: DeviceStatus;
  readonly auxiliaryId: string;
  readonly aspirantId: string;
  readonly processId: string;
  readonly officeId: string;
  readonly entidad: string;
  /** When it lost its right to capture; ISO 8601, UTC. Null while it has it. */
  readonly endedAt: string | null;
}

/**
 * A suspension is of the person as much as of the telephone: another one would be a way around it.
 * @throws DomainError AUXILIARIES.SUSPENDED
 */
export async function requireNotSuspended(work: UnitOfWork, auxiliaryId: string): Promise<void> {
  const [suspended] = await work.sql(
    `select 1 as found from auxiliaries.device where auxiliary_id = $1 and status = 'suspended' limit 1`,
    [auxiliaryId],
  );
  if (suspended) throw new DomainError('AUXILIARIES.SUSPENDED', { kind: 'forbidden' });
}

/** How many devices of an auxiliary may capture, and how many of them the OPL allows (§7.6). */
export interface DevicesHeld {
  readonly active: number;
  readonly allowed: number;
}

export async function devicesHeld(work: UnitOfWork, { id, entidad }: AuxiliaryRow): Promise<DevicesHeld> {
  const [count] = await work.sql<{ active: number }>(
    `select count(*)::int as active from auxiliaries.device where auxiliary_id = $1 and status <> 'discharged'`,
    [id],
  );
  const { devicesAllowed } = await policyOf(work, entidad);
  return { active: count?.active ?? 0, allowed: devicesAllowed };
}

/** Whether the same person is an auxiliary of another aspirant of the process, not discharged there. */
export async function helpsAnother(work: UnitOfWork, auxiliaryId: string, processId: string): Promise<boolean> {
  const [other] = await work.sql(
    `select 1 as found from auxiliaries.auxiliary a join auxiliaries.auxiliary o on o.clave_hash = a.clave_hash
       and o.process_id = a.process_id and o.aspirant_id <> a.aspirant_id and o.status <> 'discharged'
     where a.id = $1 and a.process_id = $2 limit 1`,
    [auxiliaryId, processId],
  );
  return other !== undefined;
}

/** One row a device ({@link DeviceRow}); a text of its own, so that a reception asks it in one statement with the rest. */
export const SELECT_DEVICE = `select d.id as "deviceId", d.public_jwk as "publicJwk", d.folio_prefix as "folioPrefix", d.status,
    a.id as "auxiliaryId", a.aspirant_id as "aspirantId", a.process_id as "processId", a.office_id as "officeId",
    a.entidad, to_json(d.ended_at) #>> '{}' as "endedAt"
  from auxiliaries.device d join auxiliaries.auxiliary a on a.id = d.auxiliary_id`;

/** @throws DomainError AUXILIARIES.DEVICE_UNKNOWN */
export async function findDevice(work: UnitOfWork, deviceId: string): Promise<DeviceRow & { emailHash: Buffer }> {
  const [row] = await work.sql<DeviceRow & { emailHash: Buffer }>(
    `select found.*, a.email_hash as "emailHash"
     from (${SELECT_DEVICE} where d.id = $1) found join auxiliaries.auxiliary a on a.id = found."auxiliaryId"`,
    [deviceId],
  );
  if (!row) throw new DomainError('AUXILIARIES.DEVICE_UNKNOWN', { kind: 'not-found' });
  return row;
}
