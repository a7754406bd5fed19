import type { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import type { Conditions } from '../../../kernel/lists/conditions.js';
import { parseSearchTerm } from '../domain/search-term.js';
import { surnameWordsOf } from '../domain/surname-words.js';
import type { Registration } from '../domain/registration.js';
import { claveHash, emailHash } from './auxiliary-records.js';

/** HMAC of each surname word with a key per process, so that surnames cannot be matched across processes. */
function wordHashes(hash: KeyedHash, processId: string, words: readonly string[]): Promise<Buffer[]> {
  return hash.digestEach(
    `auxiliaries.surname.${processId}`,
    words.map((word) => ['surname-word/1', processId, word]),
  );
}

/** Rows of the surname index (§6.1 A), one per word. */
export async function surnameRows(
  hash: KeyedHash,
  processId: string,
  people: readonly { readonly auxiliaryId: string; readonly names: Pick<Registration, 'paterno' | 'materno'> }[],
): Promise<{ ids: string[]; hashes: Buffer[] }> {
  const entries = people.flatMap(({ auxiliaryId, names }) =>
    surnameWordsOf(names).map((word) => ({ auxiliaryId, word })),
  );
  const hashes = await wordHashes(
    hash,
    processId,
    entries.map(({ word }) => word),
  );
  return { ids: entries.map(({ auxiliaryId }) => auxiliaryId), hashes };
}

/**
 * Filters a list of auxiliaries (table alias `t`) by the search text. A text without searchable words matches no one.
 * @param processIds processes whose auxiliaries the list may show.
 */
export async function applySearch(
  where: Conditions,
  hash: KeyedHash,
  typed: string | undefined,
  processIds: readonly string[],
): Promise<void> {
  if (typed === undefined) return;
  const term = parseSearchTerm(typed);
  switch (term.kind) {
    case 'id-auxiliar':
      where.and('t.id_auxiliar = ?', term.idAuxiliar);
      return;
    case 'email':
      where.and('t.email_hash = ?', await emailHash(hash, term.email));
      return;
    case 'clave':
      where.and('t.clave_hash = ?', await claveHash(hash, term.claveElector));
      return;
    case 'device':
      where.and(
        't.id in (select d.auxiliary_id from auxiliaries.known_device d where d.folio_prefix = ?)',
        term.folioPrefix,
      );
      return;
    case 'surnames':
      if (term.words.length === 0) where.and('?::boolean', false);
      for (const word of term.words) {
        const hashes = await Promise.all(processIds.map((processId) => wordHashes(hash, processId, [word])));
        where.and(
          'exists (select from auxiliaries.surname_word w where w.auxiliary_id = t.id and w.word_hash = any(?::bytea[]))',
          hashes.flat(),
        );
      }
  }
}
