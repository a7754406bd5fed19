/** Hora del centro, the zone in which the protocol states every date (§5.A). */
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
 * The instant of a wall-clock reading in hora del centro.
 * @param local `aaaa-mm-ddThh:mm` or with seconds, as a form's datetime-local field gives it.
 * @throws RangeError when the text is no such reading.
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
  // Two rounds settle the offset on both sides of a historic change of daylight saving.
  let guess = asUtc.getTime();
  for (let round = 0; round < 2; round += 1) {
    guess = asUtc.getTime() - (wall(new Date(guess)) - guess);
  }
  return new Date(guess);
}
