import type { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import type { Conditions } from '../../../kernel/lists/conditions.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { readSought } from '../domain/sought.js';
import { surnameWordsOf } from '../domain/surname-words.js';
import type { Registration } from '../domain/registration.js';
import { claveHash, emailHash } from './auxiliary-records.js';

/** HMAC of a word of a surname, under the key of the process: equal surnames of two processes cannot be joined. */
function wordHash(hash: KeyedHash, processId: string, word: string): Promise<Buffer> {
  return hash.digest(`auxiliaries.surname.${processId}`, ['surname-word/1', processId, word]);
}

/** Writes the words of an auxiliary's surnames anew. */
export async function indexSurnames(
  work: UnitOfWork,
  hash: KeyedHash,
  { id, processId }: { readonly id: string; readonly processId: string },
  names: Pick<Registration, 'paterno' | 'materno'>,
): Promise<void> {
  const words = await Promise.all(surnameWordsOf(names).map((word) => wordHash(hash, processId, word)));
  await work.sql('delete from auxiliaries.surname_word where auxiliary_id = $1', [id]);
  await work.sql(`insert into auxiliaries.surname_word (auxiliary_id, word_hash) select $1, unnest($2::bytea[])`, [
    id,
    words,
  ]);
}

/**
 * Narrows a list of auxiliaries (`t`) to what was typed; what cannot be looked up finds nobody.
 * @param processIds those whose auxiliaries the list may show.
 */
export async function narrowTo(
  where: Conditions,
  hash: KeyedHash,
  typed: string | undefined,
  processIds: readonly string[],
): Promise<void> {
  if (typed === undefined) return;
  const sought = readSought(typed);
  switch (sought.kind) {
    case 'id-auxiliar':
      where.and('t.id_auxiliar = ?', sought.idAuxiliar);
      return;
    case 'email':
      where.and('t.email_hash = ?', await emailHash(hash, sought.email));
      return;
    case 'clave':
      where.and('t.clave_hash = ?', await claveHash(hash, sought.claveElector));
      return;
    case 'device':
      where.and(
        't.id in (select d.auxiliary_id from auxiliaries.device d where d.folio_prefix = ?)',
        sought.folioPrefix,
      );
      return;
    case 'surnames':
      if (sought.words.length === 0) where.and('?::boolean', false);
      for (const word of sought.words) {
        const hashes = await Promise.all(processIds.map((processId) => wordHash(hash, processId, word)));
        where.and(
          'exists (select from auxiliaries.surname_word w where w.auxiliary_id = t.id and w.word_hash = any(?::bytea[]))',
          hashes,
        );
      }
  }
}
