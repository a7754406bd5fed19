/** A number of consecutive records, on each of which a reviewer spent less than this time. */
export interface PaceRule {
  readonly records: number;
  readonly seconds: number;
}

/** At this pace nobody can look at the images (§11.1). */
export const IMPOSSIBLE_PACE: PaceRule = { records: 10, seconds: 2 };

/** @param givenAt when the reviewer gave the newest verdicts, newest first; one more than the records of the rule. */
export function isHasty(givenAt: readonly Date[], { records, seconds }: PaceRule): boolean {
  const spent = givenAt
    .slice(0, records)
    .map((at, index) => at.getTime() - (givenAt[index + 1]?.getTime() ?? -Infinity));
  return spent.length === records && spent.every((milliseconds) => milliseconds < seconds * 1000);
}
