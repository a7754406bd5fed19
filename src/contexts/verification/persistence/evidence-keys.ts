import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import type { RecordKey } from '../unseal/support-opener.js';

const [KEY, NONCE] = [32, 12];

/** Additional authenticated data of a record key under the evidence key. */
function evidenceContext(supportId: string): string {
  return `verification.support.evidence_key:${supportId}`;
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

/** @throws Error if the value was altered or belongs to another record. */
export async function openEvidenceKey(cipher: FieldCipher, supportId: string, wrapped: Buffer): Promise<RecordKey> {
  const plain = await cipher.decrypt(wrapped, evidenceContext(supportId));
  const nonces: Buffer[] = [];
  for (let at = KEY; at < plain.length; at += NONCE) nonces.push(plain.subarray(at, at + NONCE));
  return { key: plain.subarray(0, KEY), nonces };
}
