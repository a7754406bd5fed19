import type { ReadCount } from '../../../kernel/audit/read-counts.js';

/**
 * More than this in one hour, or one day in hora centro, is unusual for one account: distinct records opened or
 * unmasked, or refused attempts. A reviewer is recommended 400 records a day (§11.4); the desk loads two records ahead,
 * and all their images are refused if the work passes to another reviewer.
 */
export const UNUSUAL_READING = {
  opened: { hour: 200, day: 1000 },
  revealed: { hour: 60, day: 200 },
  refused: { hour: 30, day: 100 },
} as const;

export function isUnusual({ kind, period, records }: Pick<ReadCount, 'kind' | 'period' | 'records'>): boolean {
  return records > UNUSUAL_READING[kind][period];
}
