/** Hora del centro: the time zone of every date in the protocol (§5.A). */
export const CENTRAL_ZONE = 'America/Mexico_City';

const dateTime = new Intl.DateTimeFormat('es-MX', {
  timeZone: CENTRAL_ZONE,
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

const parts = (instant: Date): Record<string, string> =>
  Object.fromEntries(dateTime.formatToParts(instant).map((part) => [part.type, part.value]));

/** `dd/mm/aaaa hh:mm:ss` in hora del centro. */
export function formatCentral(instant: Date): string {
  const p = parts(instant);
  return `${p['day']}/${p['month']}/${p['year']} ${p['hour']}:${p['minute']}:${p['second']}`;
}

/** The calendar day in hora del centro as `aaaa-mm-dd`. */
export function centralDay(instant: Date): string {
  const p = parts(instant);
  return `${p['year']}-${p['month']}-${p['day']}`;
}

/**
 * Parses a local date and time in hora del centro.
 * @param local `aaaa-mm-ddThh:mm` or with seconds, the format of a datetime-local field.
 * @throws RangeError if the text has another format.
 */
export function parseCentral(local: string): Date {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(local)) {
    throw new RangeError('not a local date and time');
  }
  const asUtc = new Date(`${local.length === 16 ? `${local}:00` : local}Z`);
  if (Number.isNaN(asUtc.getTime())) throw new RangeError('not a local date and time');
  const wall = (instant: Date): number => {
    const p = parts(instant);
    return Date.UTC(
      Number(p['year']),
      Number(p['month']) - 1,
      Number(p['day']),
      Number(p['hour']),
      Number(p['minute']),
      Number(p['second']),
    );
  };
  // The second round corrects the offset near a change of daylight saving time (until 2022).
  let guess = asUtc.getTime();
  for (let round = 0; round < 2; round += 1) {
    guess = asUtc.getTime() - (wall(new Date(guess)) - guess);
  }
  return new Date(guess);
}
