import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { RecordKey } from '../unseal/support-opener.js';

const [KEY, NONCE] = [32, 12];

/** Additional authenticated data of a record key under the evidence key. */
function evidenceContext(supportId: string): string {
  return `verification.evidence_key.wrapped:${supportId}`;
}

/** Wraps the keys of records under the evidence key, in the same order. Layout: key(32) · nonce(12) of each part. */
export function wrapEvidenceKeys(
  cipher: FieldCipher,
  records: readonly { readonly supportId: string; readonly recordKey: RecordKey }[],
): Promise<Buffer[]> {
  const values = records.map(({ supportId, recordKey: { key, nonces } }) => ({
    plain: Buffer.concat([key, ...nonces]),
    context: evidenceContext(supportId),
  }));
  return cipher.encryptEach(values, 'evidence');
}

/** Wraps the keys of records and stores them, in the transaction of the use case that opened the records. */
export async function addEvidenceKeys(
  work: UnitOfWork,
  cipher: FieldCipher,
  records: Parameters<typeof wrapEvidenceKeys>[1],
  at: Date,
): Promise<void> {
  if (records.length === 0) return;
  const wrapped = await wrapEvidenceKeys(cipher, records);
  await work.sql(
    `insert into verification.evidence_key (support_id, wrapped, wrapped_at)
     select support_id, wrapped, $3 from unnest($1::uuid[], $2::bytea[]) as one (support_id, wrapped)`,
    [records.map(({ supportId }) => supportId), wrapped, at],
  );
}

/** The wrapped keys of each record, newest first. */
export async function findEvidenceKeys(
  work: UnitOfWork,
  supportIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Buffer[]>> {
  const rows = await work.sql<{ supportId: string; wrapped: Buffer[] }>(
    `select support_id as "supportId", array_agg(wrapped order by id desc) as wrapped
     from verification.evidence_key where support_id = any($1::uuid[]) group by 1`,
    [supportIds],
  );
  return new Map(rows.map(({ supportId, wrapped }) => [supportId, wrapped]));
}

/** @throws Error if the key is unknown, or the value was altered or belongs to another record. */
export async function openEvidenceKey(cipher: FieldCipher, supportId: string, wrapped: Buffer): Promise<RecordKey> {
  const plain = await cipher.decrypt(wrapped, evidenceContext(supportId));
  const nonces: Buffer[] = [];
  for (let at = KEY; at < plain.length; at += NONCE) nonces.push(plain.subarray(at, at + NONCE));
  return { key: plain.subarray(0, KEY), nonces };
}

/**
 * The first of the values that can be opened; undefined if none can.
 * @throws OutageError for any outage other than a lost key.
 */
export function openFirstEvidenceKey(
  cipher: FieldCipher,
  supportId: string,
  wrapped: readonly Buffer[],
): Promise<{ readonly value: RecordKey; readonly encrypted: Buffer } | undefined> {
  return cipher.openFirst(wrapped, (one) => openEvidenceKey(cipher, supportId, one));
}
