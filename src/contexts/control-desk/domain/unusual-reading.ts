/**
 * Reading more than this many different records in one hour is unusual for one account. A reviewer is recommended 400 a
 * day (§11.4); the desk loads two records ahead.
 */
export const UNUSUAL_READING = { opened: 200, revealed: 60 } as const;
export type ReadingKind = keyof typeof UNUSUAL_READING;

export const READING_WINDOW_MS = 3_600_000;
