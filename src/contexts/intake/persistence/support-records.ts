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

/**
 * What a folio that is already there means (decision 5).
 * @returns the receipt given then, when it is the same record of the same device.
 * @throws DomainError INTAKE.FOLIO_OF_ANOTHER_DEVICE, INTAKE.FOLIO_TAKEN
 */
export function receiptOfRepeat(stored: StoredSupport, deviceId: string, integrityCode: Uint8Array): string {
  if (stored.deviceId !== deviceId) {
    throw new DomainError('INTAKE.FOLIO_OF_ANOTHER_DEVICE', { kind: 'forbidden', field: 'folio' });
  }
  if (!stored.integrityCode.equals(integrityCode)) {
    throw new DomainError('INTAKE.FOLIO_TAKEN', { kind: 'conflict', field: 'folio' });
  }
  return stored.receipt;
}
