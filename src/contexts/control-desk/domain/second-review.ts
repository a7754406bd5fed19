import { auditedRecords, boundReached, reviewsNeeded, type AuditedRecords } from './error-bound.js';

/** A verdict under which the desk lets a support count. */
export const FAVOURABLE = 'sin-inconsistencia';

/** What is known of one record of the sample. */
export interface SampledRecord {
  readonly aspirantId: string;
  readonly first: string;
  /** Null while it waits for its second reviewer. */
  readonly second: string | null;
  /** The supervisor's decision, if the reviewers disagree and it was made. */
  readonly decided: string | null;
}

/** The verdict that the second review leads to; null while it is open. */
export function finalVerdict({ first, second, decided }: SampledRecord): string | null {
  return second === first ? first : decided;
}

/** Second reviews of the records of one kind, in their order up to the first one that is open. */
export interface Progress {
  readonly done: number;
  /** Those that did not count before the second review and do now, or the reverse. */
  readonly wrong: number;
}

export type Progresses = Readonly<Record<'favourable' | 'unfavourable', Progress>>;

/**
 * How far the second reviews of one aspirant's records have come. A record after an open one does not count yet: the
 * reviews done would not be the first of the sample.
 * @param records all with the same aspirant, in the order of the sample.
 */
export function progressOf(records: readonly SampledRecord[]): Progresses {
  const progressFor = (favourable: boolean): Progress => {
    const own = records.filter(({ first }) => (first === FAVOURABLE) === favourable);
    const open = own.findIndex((record) => finalVerdict(record) === null);
    const done = open < 0 ? own : own.slice(0, open);
    const wrong = done.filter((record) => (finalVerdict(record) === FAVOURABLE) !== favourable).length;
    return { done: done.length, wrong };
  };
  return { favourable: progressFor(true), unfavourable: progressFor(false) };
}

/** The listed records of one aspirant, and how many of all their supports count. */
export interface ListedStanding {
  readonly favourable: number;
  readonly unfavourable: number;
  readonly counted: number;
  readonly required: number;
}

export interface BoundStatement extends Progress {
  readonly kind: AuditedRecords['kind'];
  /** Records that can show that the outcome is wrong, and how many of them would have to be wrong. */
  readonly size: number;
  readonly mustBeWrong: number;
  readonly bound: number;
  /** Null if the errors found already change the outcome. */
  readonly needed: number | null;
}

/**
 * The bound that the second reviews have reached for the outcome of one aspirant. Two simplifications only make it
 * higher: an error counts even if the support does not count for another reason, and `counted` includes the corrections
 * of the errors found.
 */
export function boundOf(standing: ListedStanding, progresses: Progresses): BoundStatement {
  const { kind, mustBeWrong } = auditedRecords({ ...standing, uncounted: standing.unfavourable });
  const reached = kind === 'counted';
  const size = reached ? standing.favourable : standing.unfavourable;
  const progress = reached ? progresses.favourable : progresses.unfavourable;
  const records: AuditedRecords = { kind, size, mustBeWrong };
  return {
    ...{ kind, size, mustBeWrong },
    ...progress,
    bound: boundReached(records, progress),
    needed: reviewsNeeded(records, progress.wrong),
  };
}

/** A reviewer who may take second reviews. */
export interface Candidate {
  readonly id: string;
  /** All accounts of the same person. */
  readonly accounts: readonly string[];
  /** Second reviews that wait for them. */
  readonly open: number;
}

/**
 * Assigns records evenly, but no record to a person who reviewed or captured it.
 * @returns for each record the reviewer, or null if nobody may review it.
 */
export function assignEvenly(
  records: readonly { readonly involved: readonly string[] }[],
  candidates: readonly Candidate[],
): (string | null)[] {
  const open = new Map(candidates.map(({ id, open: waiting }) => [id, waiting]));
  return records.map(({ involved }) => {
    let chosen: string | null = null;
    for (const { id, accounts } of candidates) {
      if (accounts.some((account) => involved.includes(account))) continue;
      if (chosen === null || (open.get(id) ?? 0) < (open.get(chosen) ?? 0)) chosen = id;
    }
    if (chosen !== null) open.set(chosen, (open.get(chosen) ?? 0) + 1);
    return chosen;
  });
}
