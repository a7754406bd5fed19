import {
  DEFAULT_DUPLICATE_POLICY,
  type Duplicate,
  type DuplicatePolicy,
  type DuplicateRule,
} from '../../src/contexts/verification/domain/duplicates.js';

/** One of several records of one elector for one office of one process. */
export interface DuplicateCandidate {
  readonly supportId: string;
  readonly folio: string;
  readonly aspirantId: string;
  /** Instant of the durable commit; captured-at is only evidence. */
  readonly receivedAt: Date;
  /** The aspirant has withdrawn, so the record does not take part. */
  readonly withdrawn: boolean;
  /** Apart from duplicates, it counts or may still count. */
  readonly mayCount: boolean;
}

/**
 * Marks the duplicates among the records of one elector, in any input order. The first record is the one with the
 * lowest received-at, then the lowest folio.
 */
export function markDuplicates(
  records: readonly DuplicateCandidate[],
  policy: DuplicatePolicy = DEFAULT_DUPLICATE_POLICY,
): ReadonlyMap<string, Duplicate> {
  const inOrder = records.filter((one) => holdsPlace(one, policy)).toSorted(byReceiptTime);
  if (policy.betweenAspirants === 'ultima') inOrder.reverse();
  const chosen = new Map<string, DuplicateCandidate>();
  for (const record of inOrder) if (!chosen.has(record.aspirantId)) chosen.set(record.aspirantId, record);
  const winners = winnersAmong([...chosen.values()], policy.betweenAspirants);
  return new Map(
    inOrder.flatMap((record): [string, Duplicate][] => {
      if (chosen.get(record.aspirantId) !== record) return [[record.supportId, 'same-aspirant']];
      return winners.has(record.supportId) ? [] : [[record.supportId, 'other-aspirant']];
    }),
  );
}

function holdsPlace({ withdrawn, mayCount }: DuplicateCandidate, { voidKeepsPlace }: DuplicatePolicy): boolean {
  return !withdrawn && (mayCount || voidKeepsPlace);
}

function winnersAmong(oneEach: readonly DuplicateCandidate[], rule: DuplicateRule): ReadonlySet<string> {
  const ids = oneEach.map(({ supportId }) => supportId);
  switch (rule) {
    case 'primera':
    case 'ultima':
      return new Set(ids.slice(0, 1));
    case 'ninguna':
      return new Set(ids.length > 1 ? [] : ids);
    case 'ambas':
      return new Set(ids);
  }
}

function byReceiptTime(a: DuplicateCandidate, b: DuplicateCandidate): number {
  return a.receivedAt.getTime() - b.receivedAt.getTime() || (a.folio < b.folio ? -1 : a.folio > b.folio ? 1 : 0);
}
