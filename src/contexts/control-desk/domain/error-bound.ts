/** The second reviews suffice once {@link boundReached} is at most this. */
export const RISK_LIMIT = 0.05;

/** The reviewed supports of one aspirant and the number that the office requires. */
export interface Standing {
  readonly counted: number;
  readonly uncounted: number;
  readonly required: number;
}

/** The records whose second review can show that the outcome is wrong. */
export interface AuditedRecords {
  readonly kind: 'counted' | 'uncounted';
  readonly size: number;
  /** Number of these records that must be wrong for the outcome to be wrong; more than `size` if it cannot be. */
  readonly mustBeWrong: number;
}

/** Blind second reviews of the first records in the order of the sample. */
export interface SecondReviews {
  readonly done: number;
  /** Records that did not count before the second review and do now, or the reverse. */
  readonly wrong: number;
}

/**
 * If the requirement is reached, only counted records matter: errors among the others could only add to the count. If
 * it is not reached, only uncounted ones do.
 */
export function auditedRecords({ counted, uncounted, required }: Standing): AuditedRecords {
  return counted >= required
    ? { kind: 'counted', size: counted, mustBeWrong: counted - required + 1 }
    : { kind: 'uncounted', size: uncounted, mustBeWrong: required - counted };
}

/**
 * Upper bound for the chance of seeing no more errors than these if the outcome were wrong. It stays valid however
 * often the sample is extended in its order, and whatever the earlier reviews showed (docs/adr/0077). 1 if the reviews
 * themselves show that the outcome is wrong.
 */
export function boundReached({ size, mustBeWrong }: AuditedRecords, { done, wrong }: SecondReviews): number {
  if (mustBeWrong > size) return 0;
  if (wrong >= mustBeWrong) return 1;
  return Math.min(1, 2 ** (wrong + 1) * chanceOfAtMost(wrong, size, mustBeWrong, Math.min(done, size)));
}

/**
 * The least number of second reviews with this many errors that brings the bound to {@link RISK_LIMIT}; null if none
 * does, because the errors found already change the outcome.
 */
export function reviewsNeeded(records: AuditedRecords, wrong: number): number | null {
  if (boundReached(records, { done: records.size, wrong }) > RISK_LIMIT) return null;
  let [low, high] = [0, records.size];
  while (low < high) {
    const done = Math.floor((low + high) / 2);
    if (boundReached(records, { done, wrong }) <= RISK_LIMIT) high = done;
    else low = done + 1;
  }
  return low;
}

/** P(X ≤ most), X hypergeometric: errors among `drawn` of `size` records of which `errors` are wrong. */
export function chanceOfAtMost(most: number, size: number, errors: number, drawn: number): number {
  let chance = 0;
  for (let seen = Math.max(0, drawn + errors - size); seen <= Math.min(most, errors, drawn); seen += 1) {
    chance += Math.exp(logChoose(errors, seen) + logChoose(size - errors, drawn - seen) - logChoose(size, drawn));
  }
  return chance;
}

function logChoose(from: number, chosen: number): number {
  return logFactorial(from) - logFactorial(chosen) - logFactorial(from - chosen);
}

/** ln n!, exact for small n, otherwise by Stirling's series with an error below 1e-12. */
function logFactorial(n: number): number {
  if (n < 20) {
    let product = 1;
    for (let factor = 2; factor <= n; factor += 1) product *= factor;
    return Math.log(product);
  }
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5);
}
