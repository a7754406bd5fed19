/** How many wrong attempts cost nothing, and how long the pauses grow after them. */
export interface BackOff {
  readonly freeAttempts: number;
  readonly firstPauseSeconds: number;
  readonly maxPauseSeconds: number;
}

export const ACCOUNT_BACK_OFF: BackOff = { freeAttempts: 4, firstPauseSeconds: 60, maxPauseSeconds: 3600 };
/** An office shares one address: it is allowed more. */
export const ADDRESS_BACK_OFF: BackOff = { freeAttempts: 19, firstPauseSeconds: 60, maxPauseSeconds: 3600 };
/** Mails with a link to a new password: three, then ever fewer. */
export const RESET_BACK_OFF: BackOff = { freeAttempts: 2, firstPauseSeconds: 900, maxPauseSeconds: 86_400 };
/** A day without a wrong attempt and the count begins anew. */
export const RESET_AFTER_HOURS = 24;

/** Seconds nobody may try again after so many wrong attempts in a row; doubles each time. */
export function pauseSecondsAfter(
  failures: number,
  { freeAttempts, firstPauseSeconds, maxPauseSeconds }: BackOff,
): number {
  if (failures <= freeAttempts) return 0;
  return Math.min(maxPauseSeconds, firstPauseSeconds * 2 ** (failures - freeAttempts - 1));
}
