const DAY = 86_400_000;

/**
 * Time for the work after the last capture period: review, hearings, results, the three months in which they can be
 * consulted (§14), and a reserve for requests from courts.
 */
const DAYS_AFTER_CLOSE = 180;
/**
 * Maximum length of a grant while there is no period: the OPL's first account must exist before the process can be
 * registered (§4.1), and DERFE's officials work for all processes.
 */
const DAYS_WITHOUT_PERIOD = 730;

export interface PeriodEnd {
  readonly closesAt: Date;
  readonly graceHours: number;
}

/**
 * The latest possible end of a grant (§4.2): {@link DAYS_AFTER_CLOSE} days after the last period of its process
 * and its grace period, or two years from today while the process has no period.
 */
export function latestGrantEnd(periods: readonly PeriodEnd[], now: Date): Date {
  const ends = periods.map(({ closesAt, graceHours }) => closesAt.getTime() + graceHours * 3_600_000);
  return ends.length === 0
    ? new Date(now.getTime() + DAYS_WITHOUT_PERIOD * DAY)
    : new Date(Math.max(...ends) + DAYS_AFTER_CLOSE * DAY);
}

/**
 * Checks that a grant ends in the future and not after its limit; null: the limit is unknown, because the process is
 * invalid.
 */
export function grantFault(endsAt: Date, now: Date, latest: Date | null): 'in-the-past' | 'past-the-process' | null {
  if (endsAt <= now) return 'in-the-past';
  return latest !== null && endsAt > latest ? 'past-the-process' : null;
}
