/** The row of a support, to be compared with its receipt and its container. Digests are hexadecimal. */
export interface StoredRecord {
  readonly supportId: string;
  readonly folio: string;
  readonly processId: string;
  readonly aspirantId: string;
  readonly auxiliaryId: string;
  readonly deviceId: string;
  readonly channel: string;
  readonly credentialType: string;
  readonly periodVersion: number;
  /** ISO 8601, UTC, with milliseconds, like `receivedAt`. */
  readonly capturedAt: string;
  readonly receivedAt: string;
  readonly integrityCode: string;
  readonly size: number;
  readonly blobKey: string;
  readonly blobSha256: string;
  /** What intake noted about the time of capture (decision 8). */
  readonly flags: readonly string[];
  /** Compact JWS. */
  readonly receipt: string;
}

export const SELECT_RECORD = `select id as "supportId", folio, process_id as "processId", aspirant_id as "aspirantId",
    auxiliary_id as "auxiliaryId", device_id as "deviceId", channel, credential_type as "credentialType",
    period_version as "periodVersion", captured_at as "capturedAt", received_at as "receivedAt",
    encode(integrity_code, 'hex') as "integrityCode", size::float8 as size, blob_key as "blobKey",
    encode(blob_sha256, 'hex') as "blobSha256", flags, receipt
  from intake.support`;

/** @param row a row of {@link SELECT_RECORD}. */
export function storedRecord(row: StoredRecord): StoredRecord {
  return { ...row, capturedAt: isoInstant(row.capturedAt), receivedAt: isoInstant(row.receivedAt) };
}

/** An instant that is not a date, such as `infinity`, is left unchanged and equals no other. */
function isoInstant(text: string): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
}
