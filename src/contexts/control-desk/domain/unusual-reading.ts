import type { ReadCount } from '../../../kernel/audit/read-counts.js';

/**
 * How many distinct records one account may open or unmask, how often it may open images and data of any, and how many of
 * its attempts may be refused, in one hour or one day (hora centro); more is unusual. The recommendation is 400 records per reviewer and day (§11.4). Some refusals
 * are normal: the desk loads two records ahead, and all their images are refused if the work passes to another
 * reviewer. A record takes five or six openings, and some are opened again.
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
