const DAY = 86_400_000;

/**
 * How long work goes on after the last capture period: review, hearings, results and the three months in which they
 * may be consulted (§14), with room for what courts ask.
 */
const DAYS_AFTER_CLOSE = 180;
/** The longest grant while no period says when the process ends: the OPL's first account registers it (§4.1). */
const DAYS_WITHOUT_PERIOD = 730;

export interface PeriodEnd {
  readonly closesAt: Date;
  readonly graceHours: number;
}

/**
 * The last instant at which a grant of an OPL may end (§4.2): with the process it is tied to, or two years from today
 * while that has no period yet.
 */
export function latestGrantEnd(periods: readonly PeriodEnd[], now: Date): Date {
  const ends = periods.map(({ closesAt, graceHours }) => closesAt.getTime() + graceHours * 3_600_000);
  return ends.length === 0
    ? new Date(now.getTime() + DAYS_WITHOUT_PERIOD * DAY)
    : new Date(Math.max(...ends) + DAYS_AFTER_CLOSE * DAY);
}

/** A grant that begins now ends later than now, and not after its limit (null: a date of its own, as DERFE's). */
export function grantFault(endsAt: Date, now: Date, latest: Date | null): 'in-the-past' | 'past-the-process' | null {
  if (endsAt <= now) return 'in-the-past';
  return latest !== null && endsAt > latest ? 'past-the-process' : null;
}
