import type { ReadCount } from '../../../kernel/audit/read-counts.js';

/**
 * Limits per account for one hour or one day (hora centro); more is unusual. `opened` and `revealed` limit the distinct
 * records that the account opens or unmasks, `openings` how often it opens images or data of any record, `refused` how
 * many of its attempts are refused. The recommendation is 400 records per reviewer and day (§11.4). Some refusals are
 * normal: the desk loads two records ahead, and all their images are refused if the work passes to another reviewer. A
 * record takes five or six openings, and some are opened again.
 */
export const UNUSUAL_READING = {
  opened: { hour: 200, day: 1000 },
  revealed: { hour: 60, day: 200 },
  openings: { hour: 2000, day: 10_000 },
  refused: { hour: 30, day: 100 },
} as const;

export function isUnusual({ kind, period, records }: Pick<ReadCount, 'kind' | 'period' | 'records'>): boolean {
  return records > UNUSUAL_READING[kind][period];
}
