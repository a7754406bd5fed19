import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

export interface StoredSupport {
  readonly deviceId: string;
  readonly integrityCode: Buffer;
  readonly receipt: string;
}

export async function findByFolio(work: UnitOfWork, folio: string): Promise<StoredSupport | undefined> {
  const [row] = await work.sql<StoredSupport>(
    `select device_id as "deviceId", integrity_code as "integrityCode", receipt from intake.support where folio = $1`,
    [folio],
  );
  return row;
}

/** The same record of the same device, sent again (decision 5). */
export function isRepeat(stored: StoredSupport, deviceId: string, integrityCode: Uint8Array): boolean {
  return stored.deviceId === deviceId && stored.integrityCode.equals(integrityCode);
}

/** Why a folio that is already there is no repeat (decision 5). */
export function refusalOfRepeat(stored: StoredSupport, deviceId: string): DomainError {
  return stored.deviceId === deviceId
    ? new DomainError('INTAKE.FOLIO_TAKEN', { kind: 'conflict', field: 'folio' })
    : new DomainError('INTAKE.FOLIO_OF_ANOTHER_DEVICE', { kind: 'forbidden', field: 'folio' });
}
