import { toCentral } from '#electoral/time';

/** The day of an instant in hora centro, as `yyyy-mm-dd`. */
export function centralDay(instant: string | Date): string {
  return toCentral(new Date(instant)).toISOString().slice(0, 10);
}
