import { formatCentral } from '../../../kernel/clock/central-time.js';

/** Assignment runs daily from 09:00 to 18:00 hora centro (§11.4); the parties may agree on other hours (§11.6). */
export const ASSIGNMENT_HOURS = { from: 9, to: 18 } as const;

/** Recommended number of records per reviewer and day (§11.4). */
export const RECOMMENDED_DAILY_RECORDS = 400;

export function isWithinAssignmentHours(now: Date): boolean {
  const hour = Number(formatCentral(now).slice(11, 13));
  return hour >= ASSIGNMENT_HOURS.from && hour < ASSIGNMENT_HOURS.to;
}
