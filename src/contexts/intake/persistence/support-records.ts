import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { DeviceRow } from '../../devices/index.js';
import type { SupportManifest } from '#electoral/wire';

export interface StoredSupport {
  readonly deviceId: string;
  readonly integrityCode: Buffer;
  readonly receipt: string;
}

/** A record whose header was admitted and whose container is in the blob store. */
export interface AdmittedSupport {
  readonly manifest: SupportManifest;
  readonly integrityCode: Buffer;
  readonly device: Pick<DeviceRow, 'deviceId' | 'auxiliaryId' | 'aspirantId' | 'processId' | 'officeId' | 'entidad'>;
  readonly flags: readonly string[];
  readonly blob: { readonly key: string; readonly size: number; readonly sha256: Buffer };
}

export interface NewSupport extends AdmittedSupport {
  readonly supportId: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  readonly receipt: string;
}

/** Inserts all in one statement, and returns the ids of those whose folio was free. */
export async function insertSupports(work: UnitOfWork, supports: readonly NewSupport[]): Promise<ReadonlySet<string>> {
  if (supports.length === 0) return new Set();
  const rows = supports.map(({ supportId, manifest, integrityCode, device, flags, blob, receivedAt, receipt }) => ({
    id: supportId,
    folio: manifest.folio,
    process_id: manifest.processId,
    office_id: device.officeId,
    entidad: device.entidad,
    aspirant_id: manifest.aspirantId,
    auxiliary_id: manifest.auxiliaryId,
    device_id: manifest.deviceId,
    channel: manifest.channel,
    credential_type: manifest.credentialType,
    period_version: manifest.periodVersion,
    captured_at: manifest.capturedAt,
    received_at: receivedAt,
    integrity_code: integrityCode.toString('hex'),
    size: blob.size,
    blob_key: blob.key,
    blob_sha256: blob.sha256.toString('hex'),
    flags,
    receipt,
  }));
  const inserted = await work.prepared<{ id: string }>(INSERT, [JSON.stringify(rows)]);
  return new Set(inserted.map(({ id }) => id));
}

const INSERT = `insert into intake.support (id, folio, process_id, office_id, entidad, aspirant_id, auxiliary_id, device_id,
    channel, credential_type, period_version, captured_at, received_at, integrity_code, size, blob_key, blob_sha256,
    flags, receipt)
  select id, folio, process_id, office_id, entidad, aspirant_id, auxiliary_id, device_id, channel, credential_type,
    period_version, captured_at, received_at, decode(integrity_code, 'hex'), size, blob_key, decode(blob_sha256, 'hex'),
    array(select jsonb_array_elements_text(flags)), receipt
  from jsonb_to_recordset($1::jsonb) as new (id uuid, folio text, process_id uuid, office_id uuid, entidad text,
    aspirant_id uuid, auxiliary_id uuid, device_id uuid, channel text, credential_type text, period_version int,
    captured_at timestamptz, received_at timestamptz, integrity_code text, size bigint, blob_key text, blob_sha256 text,
    flags jsonb, receipt text)
  order by folio
  on conflict (folio) do nothing returning id`;

/** Keyed by folio; unknown folios are missing. */
export async function findByFolios(
  work: UnitOfWork,
  folios: readonly string[],
): Promise<ReadonlyMap<string, StoredSupport>> {
  if (folios.length === 0) return new Map();
  const rows = await work.sql<StoredSupport & { folio: string }>(
    `select folio, device_id as "deviceId", integrity_code as "integrityCode", receipt
     from intake.support where folio = any($1::text[])`,
    [folios],
  );
  return new Map(rows.map(({ folio, ...stored }) => [folio, stored]));
}

export async function findByFolio(work: UnitOfWork, folio: string): Promise<StoredSupport | undefined> {
  const [row] = await work.sql<StoredSupport>(
    `select device_id as "deviceId", integrity_code as "integrityCode", receipt from intake.support where folio = $1`,
    [folio],
  );
  return row;
}

/** Whether the same device sent the same record again (decision 5). */
export function isRepeat(stored: StoredSupport, deviceId: string, integrityCode: Uint8Array): boolean {
  return stored.deviceId === deviceId && stored.integrityCode.equals(integrityCode);
}

/** The error for a taken folio that is not a repeat (decision 5). */
export function takenFolioError(stored: StoredSupport, deviceId: string): DomainError {
  return stored.deviceId === deviceId
    ? new DomainError('INTAKE.FOLIO_TAKEN', { kind: 'conflict', field: 'folio' })
    : new DomainError('INTAKE.FOLIO_OF_ANOTHER_DEVICE', { kind: 'forbidden', field: 'folio' });
}
