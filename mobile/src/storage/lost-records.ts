import type { Vault } from './vault.js';
import type { Witness } from './witness.js';

/** What the app knows to be missing. Both may be empty although something is lost. */
export interface LostRecords {
  /** Folios that this phone held unsent and no longer finds. */
  readonly gone: readonly string[];
  /** Folios that a device of the auxiliary announced, that the server lacks, and that are not on this phone. */
  readonly elsewhere: readonly string[];
}

export async function lostRecords(
  vault: Pick<Vault, 'enrolments' | 'records' | 'receipts' | 'tombstones'>,
  witness: Witness,
): Promise<LostRecords> {
  const [enrolments, records, receipts, tombstones] = await Promise.all([
    vault.enrolments(),
    vault.records(),
    vault.receipts(),
    vault.tombstones(),
  ]);
  const known = new Set([...records, ...receipts, ...tombstones].map(({ folio }) => folio));
  const gone = witness.unsent().filter((folio) => !known.has(folio));
  const announced = enrolments.flatMap(({ announcedElsewhere = [] }) => announcedElsewhere);
  const elsewhere = announced.filter((folio) => !known.has(folio) && !gone.includes(folio));
  return { gone, elsewhere: [...new Set(elsewhere)] };
}
