/** How many wrong attempts cost nothing, and how long the pauses grow after them. */
export interface BackOff {
  readonly free: number;
  readonly firstPauseSeconds: number;
  readonly longestPauseSeconds: number;
}

export const ACCOUNT_BACK_OFF: BackOff = { free: 4, firstPauseSeconds: 60, longestPauseSeconds: 3600 };
/** An office shares one address: it is allowed more. */
export const ADDRESS_BACK_OFF: BackOff = { free: 19, firstPauseSeconds: 60, longestPauseSeconds: 3600 };
/** Mails with a link to a new password: three, then ever fewer. */
export const RESET_BACK_OFF: BackOff = { free: 2, firstPauseSeconds: 900, longestPauseSeconds: 86_400 };
/** A day without a wrong attempt and the count begins anew. */
export const FORGOTTEN_AFTER_HOURS = 24;

/** Seconds nobody may try again after so many wrong attempts in a row; doubles each time. */
export function pauseAfter(failures: number, { free, firstPauseSeconds, longestPauseSeconds }: BackOff): number {
  if (failures <= free) return 0;
  return Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** (failures - free - 1));
}
