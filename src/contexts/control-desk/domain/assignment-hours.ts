import { formatCentral } from '../../../kernel/clock/central-time.js';

/**
 * Assignment runs daily from 09:00 to 18:00 hora centro, including the minute 18:00 (§11.4); the parties may agree on
 * other hours (§11.6).
 */
export const ASSIGNMENT_HOURS = { from: '09:00', to: '18:00' } as const;

/** Recommended number of records per reviewer and day (§11.4). */
export const RECOMMENDED_DAILY_RECORDS = 400;

export function isWithinAssignmentHours(now: Date): boolean {
  const time = formatCentral(now).slice(11, 16);
  return time >= ASSIGNMENT_HOURS.from && time <= ASSIGNMENT_HOURS.to;
}
