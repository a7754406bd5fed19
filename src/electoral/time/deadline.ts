const MINUTE_MS = 60_000;

/**
 * The last millisecond that is in time for a deadline. Deadlines are shown without seconds, and a deadline of 23:59
 * includes that minute: through 23:59:59.999 (decision 59).
 */
export function lastInstantOf(deadline: Date | string): Date {
  const at = new Date(deadline).getTime();
  return new Date(Math.floor(at / MINUTE_MS) * MINUTE_MS + MINUTE_MS - 1);
}

export function isInTime(deadline: Date | string, now: Date): boolean {
  return now <= lastInstantOf(deadline);
}
