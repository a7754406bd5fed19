import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { correctionContext, type CorrectionContent } from '../domain/corrections.js';

/**
 * The address of an auxiliary at each of some instants: a mail goes to the address that is registered when it is sent.
 * @param current the registered address.
 * @param instants ISO 8601, UTC.
 */
export async function addressesAt(
  work: UnitOfWork,
  cipher: FieldCipher,
  auxiliaryId: string,
  current: string,
  instants: readonly string[],
): Promise<string[]> {
  const corrections = await work.sql<{ id: string; changes: Buffer; at: string }>(
    `select id, changes, at from auxiliaries.correction
     where auxiliary_id = $1 and 'email' = any(fields) order by version desc`,
    [auxiliaryId],
  );
  const changes = await Promise.all(
    corrections.map(async ({ id, changes: encrypted, at }) => {
      const content = JSON.parse(await cipher.decryptText(encrypted, correctionContext(id))) as CorrectionContent;
      return { at: Date.parse(at), from: content.changes.find(({ field }) => field === 'email')?.from };
    }),
  );
  return instants.map((instant) => {
    const later = changes.filter(({ at }) => at > Date.parse(instant));
    return later.at(-1)?.from ?? current;
  });
}
