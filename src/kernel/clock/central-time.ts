import { fromCentral, lastInstantOf, parseLocal, toCentral } from '#electoral/time';

/** `dd/mm/yyyy hh:mm:ss` in hora centro. */
export function formatCentral(instant: Date): string {
  const iso = toCentral(instant).toISOString();
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)} ${iso.slice(11, 19)}`;
}

/** `dd/mm/yyyy hh:mm` in hora centro. */
export function formatCentralMinute(instant: Date): string {
  return formatCentral(instant).slice(0, -3);
}

const MONTHS = (
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre' as const
).split(' ');

/** The day in hora centro as in the date of a letter: `5 de enero de 2027`. */
export function dayInWords(instant: Date): string {
  const local = toCentral(instant);
  return `${String(local.getUTCDate())} de ${MONTHS[local.getUTCMonth()] ?? ''} de ${String(local.getUTCFullYear())}`;
}

/** The calendar day in hora centro as `yyyy-mm-dd`. */
export function centralDay(instant: Date): string {
  return toCentral(instant).toISOString().slice(0, 10);
}

/**
 * Parses a local date and time in hora centro.
 * @param local `yyyy-mm-ddThh:mm` or with seconds, the format of a datetime-local field.
 * @throws RangeError if the text has a different format, or the day or the hour does not exist.
 */
export function parseCentral(local: string): Date {
  const parsed = parseLocal(local);
  const instant = parsed && fromCentral(parsed);
  if (!instant) throw new RangeError('not a local date and time');
  return instant;
}

/**
 * The last millisecond of a day in hora centro.
 * @param day `yyyy-mm-dd`
 * @throws RangeError if the day does not exist.
 */
export function endOfCentralDay(day: string): Date {
  return lastInstantOf(parseCentral(`${day}T23:59`));
}
