import { verifyReceipt, verifyRefusal } from '../crypto/index.js';
import type { SealedRecord } from '../storage/vault.js';
import type { SendingContext } from './sending-context.js';

type Context = Pick<SendingContext, 'vault' | 'keys'>;

/**
 * Replaces a record with its receipt (§8.13).
 * @param jws the signed answer of the server, as compact JWS.
 * @throws UntrustedError if the server did not sign it, Error if it is for other bytes; the record is then kept.
 */
export async function storeReceipt({ vault, keys }: Context, record: SealedRecord, jws: string): Promise<void> {
  const receipt = await keys.verifyWith((set) => verifyReceipt(set, jws));
  const matches =
    receipt.folio === record.folio && receipt.integrityCode === record.integrityCode && receipt.size === record.size;
  if (!matches) throw new Error('the receipt is for another record');
  const { folio, deviceId, capturedAt } = record;
  const { receivedAt, integrityCode } = receipt;
  await vault.replaceWithReceipt({ folio, deviceId, capturedAt, receivedAt, integrityCode, jws });
}

/** Refusals that never erase, even if an older server signed them: the record may be the only trace of a support. */
const NON_FINAL_REFUSALS: ReadonlySet<string> = new Set(['INTAKE.FOLIO_TAKEN']);

/**
 * Replaces a record with a tombstone that holds the server's refusal (decision 7).
 * @param jws the signed answer of the server, as compact JWS.
 * @param reason the server's sentence for the user.
 * @returns false if the refusal is not signed, not final or for other bytes; the record is then kept.
 */
export async function storeRefusal(
  { vault, keys }: Context,
  record: SealedRecord,
  jws: string,
  reason: string,
): Promise<boolean> {
  try {
    const refusal = await keys.verifyWith((set) => verifyRefusal(set, jws));
    if (refusal.folio !== record.folio || refusal.integrityCode !== record.integrityCode) return false;
    if (NON_FINAL_REFUSALS.has(refusal.code)) return false;
    const { folio, deviceId, capturedAt } = record;
    const { code, refusedAt } = refusal;
    await vault.replaceWithTombstone({ folio, deviceId, capturedAt, code, reason, refusedAt, jws });
    return true;
  } catch {
    return false;
  }
}
