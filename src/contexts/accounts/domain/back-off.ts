/** How many failed attempts cause no pause, and how the pause grows after that. */
export interface BackOff {
  readonly freeAttempts: number;
  readonly firstPauseSeconds: number;
  readonly maxPauseSeconds: number;
}

export const ACCOUNT_BACK_OFF: BackOff = { freeAttempts: 4, firstPauseSeconds: 60, maxPauseSeconds: 3600 };
/** More free attempts and shorter pauses, because an office, or a whole mobile network, shares one address. */
export const ADDRESS_BACK_OFF: BackOff = { freeAttempts: 19, firstPauseSeconds: 5, maxPauseSeconds: 60 };
/** Limits the e-mails with a password link: three, then at growing intervals. */
export const RESET_BACK_OFF: BackOff = { freeAttempts: 2, firstPauseSeconds: 900, maxPauseSeconds: 86_400 };
/** The count restarts at zero after this time without a failed attempt. */
export const RESET_AFTER_HOURS = 24;

/** Pause in seconds after a number of consecutive failed attempts; it doubles each time. */
export function pauseSecondsAfter(
  failures: number,
  { freeAttempts, firstPauseSeconds, maxPauseSeconds }: BackOff,
): number {
  if (failures <= freeAttempts) return 0;
  return Math.min(maxPauseSeconds, firstPauseSeconds * 2 ** (failures - freeAttempts - 1));
}
