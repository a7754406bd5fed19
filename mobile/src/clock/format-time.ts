import { toCentral } from '#electoral/time';

const options = {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;
/** For dates of {@link toCentral}, so that outdated time zone data on the phone does not matter. */
const central = new Intl.DateTimeFormat('es-MX', { ...options, timeZone: 'UTC' });
const local = new Intl.DateTimeFormat('es-MX', options);

/** An instant in hora centro, followed by the device's local time if it differs (decision 32). */
export function formatTime(instant: string | Date): string {
  const at = new Date(instant);
  const [centre, here] = [central.format(toCentral(at)), local.format(at)];
  return centre === here ? `${centre} (hora centro)` : `${centre} (hora centro; ${here} en este teléfono)`;
}
