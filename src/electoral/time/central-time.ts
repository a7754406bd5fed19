const HOUR_MS = 3_600_000;

/** The year in which Mexico last had summer time; it began in 1996. */
const LAST_SUMMER_TIME = 2022;
const FIRST_SUMMER_TIME = 1996;

/**
 * Converts to hora centro (§5.A): a `Date` whose UTC fields are its date and time. UTC−6; UTC−5 in summer until 30
 * October 2022. The rule is implemented here, because the time zone data of Node, the browser or the phone may be older
 * than the law.
 */
export function toCentral(instant: Date): Date {
  return new Date(instant.getTime() - (isSummerTime(instant) ? 5 : 6) * HOUR_MS);
}

/**
 * The instant of a date and time in hora centro, in the format of {@link toCentral}. For a repeated hour, this is the
 * first of its two instants.
 * @returns undefined for an hour that the clocks skipped.
 */
export function fromCentral(local: Date): Date | undefined {
  return [5, 6]
    .map((hours) => new Date(local.getTime() + hours * HOUR_MS))
    .find((instant) => toCentral(instant).getTime() === local.getTime());
}

/**
 * Summer time lasted from the first Sunday of April to the last Sunday of October, at 2:00; in 2001 from the first
 * Sunday of May to the last Sunday of September.
 */
function isSummerTime(instant: Date): boolean {
  const year = instant.getUTCFullYear();
  if (year < FIRST_SUMMER_TIME || year > LAST_SUMMER_TIME) return false;
  const [begin, end] = year === 2001 ? [4, 8] : [3, 9];
  const begins = sundayFrom(year, begin, 1) + 8 * HOUR_MS;
  // The last Sunday of a month is the first Sunday on or after the seventh day before the next month.
  const ends = sundayFrom(year, end + 1, -6) + 7 * HOUR_MS;
  return begins <= instant.getTime() && instant.getTime() < ends;
}

/**
 * Midnight (UTC) of the first Sunday on or after a day of a month. Months and days may be out of range, as in
 * `Date.UTC`.
 */
function sundayFrom(year: number, month: number, day: number): number {
  const from = new Date(Date.UTC(year, month, day));
  return from.setUTCDate(from.getUTCDate() + ((7 - from.getUTCDay()) % 7));
}
