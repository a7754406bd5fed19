import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { correctionContext, type CorrectionContent } from '../domain/corrections.js';

/** The address that a correction replaced; undefined if it replaced none. */
export async function replacedAddress(
  work: UnitOfWork,
  cipher: FieldCipher,
  aspirantId: string,
  correctionId: string,
): Promise<string | undefined> {
  const [row] = await work.sql<{ changes: Buffer }>(
    `select changes from aspirants.correction where id = $1 and aspirant_id = $2`,
    [correctionId, aspirantId],
  );
  if (!row) return undefined;
  const text = await cipher.decryptText(row.changes, correctionContext(correctionId));
  return (JSON.parse(text) as CorrectionContent).changes.find(({ field }) => field === 'email')?.from;
}

/**
 * The address with which an aspirant signs in (§5.D): the corrected one only once its sheet is signed.
 * @param email of the latest version of the data.
 */
export async function addressInForce(
  work: UnitOfWork,
  cipher: FieldCipher,
  { id, pendingCorrectionId }: { readonly id: string; readonly pendingCorrectionId: string | null },
  email: string,
): Promise<string> {
  if (pendingCorrectionId === null) return email;
  return (await replacedAddress(work, cipher, id, pendingCorrectionId)) ?? email;
}
