/** Half the width of a 95 % interval of the normal distribution, in standard errors. */
const Z95 = 1.959963984540054;

/** What two reviewers concluded, independently, on one record. */
export interface PairedVerdicts {
  readonly first: string;
  readonly second: string;
}

export interface Agreement {
  readonly records: number;
  readonly agreed: number;
  /** Null if it is undefined: no record, or both used the same single verdict throughout. */
  readonly kappa: Kappa | null;
}

export interface Kappa {
  readonly value: number;
  readonly standardError: number;
  /** 95 %, asymptotic: unreliable below some 30 records, and of width 0 if all verdicts agree. */
  readonly low: number;
  readonly high: number;
}

/**
 * Cohen's kappa: agreement beyond chance, 1 if complete and 0 if no better than by chance. Its standard error is the
 * asymptotic one for a kappa other than 0 (Fleiss, Cohen & Everitt 1969, Psychological Bulletin 72: 323–327).
 */
export function agreementOf(pairs: readonly PairedVerdicts[]): Agreement {
  const agreed = pairs.filter(({ first, second }) => first === second).length;
  return { records: pairs.length, agreed, kappa: kappaOf(pairs) };
}

/** The agreement on each criterion by itself: whether both, one or neither chose it. Sorted by criterion. */
export function agreementByCriterion(pairs: readonly PairedVerdicts[]): ReadonlyMap<string, Agreement> {
  const criteria = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))].sort();
  return new Map(
    criteria.map((criterion) => [
      criterion,
      agreementOf(
        pairs.map(({ first, second }) => ({
          first: String(first === criterion),
          second: String(second === criterion),
        })),
      ),
    ]),
  );
}

function kappaOf(pairs: readonly PairedVerdicts[]): Kappa | null {
  const total = pairs.length;
  const firsts = timesGiven(pairs.map(({ first }) => first));
  const seconds = timesGiven(pairs.map(({ second }) => second));
  const expected = [...firsts].reduce((sum, [verdict, times]) => sum + times * (seconds.get(verdict) ?? 0), 0);
  if (expected === total ** 2) return null;
  const byChance = expected / total ** 2;
  const observed = pairs.filter(({ first, second }) => first === second).length / total;
  const value = (observed - byChance) / (1 - byChance);
  let sum = 0;
  for (const { first, second } of pairs) {
    sum +=
      first === second
        ? (1 - (((firsts.get(first) ?? 0) + (seconds.get(first) ?? 0)) / total) * (1 - value)) ** 2
        : (1 - value) ** 2 * (((seconds.get(first) ?? 0) + (firsts.get(second) ?? 0)) / total) ** 2;
  }
  const spread = sum / total - (value - byChance * (1 - value)) ** 2;
  // Rounding may leave a tiny negative number where the variance is 0.
  const standardError = Math.sqrt(Math.max(0, spread) / total) / (1 - byChance);
  return { value, standardError, low: value - Z95 * standardError, high: Math.min(1, value + Z95 * standardError) };
}

function timesGiven(verdicts: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const verdict of verdicts) times.set(verdict, (times.get(verdict) ?? 0) + 1);
  return times;
}
