import type { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import type { Conditions } from '../../../kernel/lists/conditions.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { nameWords } from '../domain/name-words.js';
import type { Registration } from '../domain/registration.js';
import { parseSearchTerm } from '../domain/search-term.js';
import { claveHash, emailHash } from './auxiliary-records.js';

export interface FoundBy {
  readonly auxiliaryId: string;
  readonly data: Pick<Registration, 'nombre' | 'paterno' | 'materno' | 'telefonoMovil'>;
}

/** HMACs with a key per process, so that names and telephone numbers cannot be matched across processes. */
function hashesOf(hash: KeyedHash, processId: string, parts: readonly (readonly string[])[]): Promise<Buffer[]> {
  return hash.digestEach(
    `auxiliaries.surname.${processId}`,
    parts.map(([kind = '', value = '']) => [kind, processId, value]),
  );
}

// The name of the first kind is older than the search for given names; the hashes stored under it remain valid.
const wordPart = (word: string): readonly string[] => ['surname-word/1', word];
const telephonePart = (telephone: string): readonly string[] => ['telephone/1', telephone];

/** Adds the hashes of every word of the names and of the telephone, by which people can be found (§6.1 A). */
export async function addSearchHashes(
  work: UnitOfWork,
  hash: KeyedHash,
  processId: string,
  people: readonly FoundBy[],
): Promise<void> {
  const entries = people.flatMap(({ auxiliaryId, data }) =>
    [...nameWords(data).map(wordPart), telephonePart(data.telefonoMovil)].map((part) => ({ auxiliaryId, part })),
  );
  const hashes = await hashesOf(
    hash,
    processId,
    entries.map(({ part }) => part),
  );
  await work.sql(
    `insert into auxiliaries.search_hash (auxiliary_id, hash) select distinct * from unnest($1::uuid[], $2::bytea[])
     on conflict do nothing`,
    [entries.map(({ auxiliaryId }) => auxiliaryId), hashes],
  );
}

/** After a correction, people can be found only by their current names and telephone. */
export async function replaceSearchHashes(
  work: UnitOfWork,
  hash: KeyedHash,
  processId: string,
  person: FoundBy,
): Promise<void> {
  await work.sql('delete from auxiliaries.search_hash where auxiliary_id = $1', [person.auxiliaryId]);
  await addSearchHashes(work, hash, processId, [person]);
}

/**
 * Filters a list of auxiliaries (table alias `t`) by the search text. A text without searchable words matches no one.
 * @param processIds processes whose auxiliaries the list may show.
 */
export async function applySearch(
  where: Conditions,
  hash: KeyedHash,
  text: string | undefined,
  processIds: readonly string[],
): Promise<void> {
  if (text === undefined) return;
  const term = parseSearchTerm(text);
  const andHash = async (part: readonly string[]): Promise<void> => {
    const hashes = await Promise.all(processIds.map((processId) => hashesOf(hash, processId, [part])));
    where.and(
      'exists (select from auxiliaries.search_hash h where h.auxiliary_id = t.id and h.hash = any(?::bytea[]))',
      hashes.flat(),
    );
  };
  switch (term.kind) {
    case 'id-auxiliar':
      where.and('t.id_auxiliar = ?', term.idAuxiliar);
      return;
    case 'id-beginning':
      where.and('t.id_auxiliar collate "C" >= ?', term.beginning);
      where.and('t.id_auxiliar collate "C" < ?', `${term.beginning}~`);
      return;
    case 'id-part':
      where.and('t.id_number = ?', term.number).and('strpos(t.id_auxiliar, ?) > 0', term.part);
      return;
    case 'email':
      where.and('t.email_hash = ?', await emailHash(hash, term.email));
      return;
    case 'telephone':
      await andHash(telephonePart(term.telephone));
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
    case 'name':
      if (term.words.length === 0) where.always('false');
      for (const word of term.words) await andHash(wordPart(word));
  }
}
