const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const counted = (count: number, one: string, many: string): string => `${String(count)} ${count === 1 ? one : many}`;

/**
 * A remaining time in Spanish, rounded down to its two largest units.
 * @param milliseconds not negative.
 */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < MINUTE_MS) return 'menos de un minuto';
  const days = Math.floor(milliseconds / DAY_MS);
  const hours = Math.floor((milliseconds % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((milliseconds % HOUR_MS) / MINUTE_MS);
  const parts =
    days > 0
      ? [counted(days, 'día', 'días'), hours > 0 && counted(hours, 'hora', 'horas')]
      : [hours > 0 && counted(hours, 'hora', 'horas'), minutes > 0 && counted(minutes, 'minuto', 'minutos')];
  return parts.filter((part) => part !== false).join(' y ');
}
