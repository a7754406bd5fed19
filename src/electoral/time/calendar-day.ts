import { regexes } from 'zod';
import { hasShortYear, typedDay } from './typed-day.js';

/**
 * True for a day `yyyy-mm-dd` that exists. A year before 1000 counts as a typing error: PostgreSQL has no year 0, and
 * `27` is not 2027.
 */
export function isCalendarDate(isoDate: string): boolean {
  return regexes.date.test(isoDate) && !isoDate.startsWith('0');
}

/** Nobody alive was born earlier; a year such as 1097 or 1890 is a typing error. */
const EARLIEST_BIRTH = '1900-01-01';

/** @param isoDate a day that exists. */
export function isPossibleBirth(isoDate: string): boolean {
  return isoDate >= EARLIEST_BIRTH;
}

/** The day on which a person reaches an age; people born on 29 February reach it on 1 March of a common year. */
export function dayOfAge(birth: string, age: number): string {
  const day = `${String(Number(birth.slice(0, 4)) + age)}${birth.slice(4)}`;
  return isCalendarDate(day) ? day : `${day.slice(0, 4)}-03-01`;
}

/** What is wrong with a typed day; `short-year` for `13/06/97`. */
export type DayFault = 'form' | 'short-year' | 'calendar';

/** @returns null for a day `yyyy-mm-dd` that exists. */
export function dayFault(text: string): DayFault | null {
  if (isCalendarDate(text)) return null;
  if (hasShortYear(text)) return 'short-year';
  const day = typedDay(text);
  return day === undefined || isCalendarDate(day) ? 'form' : 'calendar';
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
