import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { searchText, searchWords } from '../../../kernel/lists/search-text.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { decryptPersonal } from './official-views.js';

const ROWS_AT_ONCE = 500;

interface Row {
  readonly id: string;
  readonly account: string;
  readonly personal: Buffer;
}

/**
 * Ids of the accounts in the actor's scope whose account, name and e-mail together contain these words or parts of
 * words, in any order; oldest first. Names are encrypted, so the accounts, a few thousand at most, are compared one by
 * one.
 */
export async function searchOfficials(
  work: UnitOfWork,
  cipher: FieldCipher,
  search: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const words = searchWords(search);
  const found: string[] = [];
  for (let after: string | null = null; ;) {
    const rows: Row[] = await work.rows<Row>(
      `select t.id, t.account, t.personal from accounts.official t
       where {visible} and ($1::uuid is null
         or (t.created_at, t.id) > ((select created_at from accounts.official where id = $1::uuid), $1::uuid))
       order by t.created_at, t.id limit ${String(ROWS_AT_ONCE)}`,
      [after],
      { entidad: 't.entidad' },
    );
    for (const row of rows) {
      if (found.length < limit && words.length > 0 && (await hasWords(cipher, row, words))) found.push(row.id);
    }
    after = rows.at(-1)?.id ?? null;
    if (rows.length < ROWS_AT_ONCE || found.length >= limit) return found;
  }
}

async function hasWords(cipher: FieldCipher, row: Row, words: readonly string[]): Promise<boolean> {
  const { fullName, email } = await decryptPersonal(cipher, row);
  const known = searchText(`${row.account} ${fullName} ${email}`);
  return words.every((word) => known.includes(word));
}
