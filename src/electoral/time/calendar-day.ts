import { regexes } from 'zod';

/**
 * True for a day `yyyy-mm-dd` that exists. A year before 1000 counts as a typing error: PostgreSQL has no year 0, and
 * `27` is not 2027.
 */
export function isCalendarDate(isoDate: string): boolean {
  return regexes.date.test(isoDate) && !isoDate.startsWith('0');
}

const zonedTime = regexes.datetime({ offset: true });

/**
 * Parses ISO 8601 with a zone, e.g. `2027-01-10T06:00:00Z`.
 * @returns undefined for any other text, and for a day that does not exist.
 */
export function parseInstant(text: string): Date | undefined {
  return zonedTime.test(text) && !text.startsWith('0') ? new Date(text) : undefined;
}

const localTime = regexes.datetime({ local: true });

/**
 * Parses a date and time without zone.
 * @param text `yyyy-mm-ddThh:mm`, with or without seconds, as a datetime-local field sends it.
 * @returns a `Date` whose UTC fields are that date and time; undefined if they do not exist, e.g. on 31 February.
 */
export function parseLocal(text: string): Date | undefined {
  if (!/^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text) || !localTime.test(text)) return undefined;
  return new Date(`${text}Z`);
}
