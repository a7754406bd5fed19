const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    ['enero', 'ene', 'january', 'jan'],
    ['febrero', 'feb', 'february'],
    ['marzo', 'mar', 'march'],
    ['abril', 'abr', 'april', 'apr'],
    ['mayo', 'may'],
    ['junio', 'jun', 'june'],
    ['julio', 'jul', 'july'],
    ['agosto', 'ago', 'august', 'aug'],
    ['septiembre', 'setiembre', 'sept', 'sep', 'set', 'september'],
    ['octubre', 'oct', 'october'],
    ['noviembre', 'nov', 'november'],
    ['diciembre', 'dic', 'december', 'dec'],
  ].flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
);

const TIME = String.raw`(?:[t ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]\.? ?m\.?)?(?:z|[+-]\d{2}:?\d{2})?)?`;
const WEEKDAY = String.raw`(?:\p{L}+[,.]? +)?`;
const DAY_FIRST = new RegExp(String.raw`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})${TIME}$`, 'u');
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})${TIME}$`, 'u');
const NAMED_MONTH = new RegExp(
  String.raw`^${WEEKDAY}(\d{1,2})(?: +de +|[/. -]+)(\p{L}+)\.?(?: +del? +|[/., -]+)(\d{4})${TIME}$`,
  'u',
);
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Reads a day as people and spreadsheet programs write it: `14/05/1990`, `1990-05-14T00:00:00`, `14-may-1990`, `14 de
 * mayo de 1990`, with or without a time. Numbers are day, month and year in this order, or year, month and day.
 * @returns yyyy-mm-dd, which may not exist in the calendar; undefined if the text could mean more than one day or none.
 */
export function typedDay(raw: string): string | undefined {
  const text = raw.replace(INVISIBLE, '').trim().replace(/\s+/g, ' ').toLowerCase();
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst) return dayOf(dayFirst[3], Number(dayFirst[2]), dayFirst[1]);
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst) return dayOf(yearFirst[1], Number(yearFirst[2]), yearFirst[3]);
  const named = NAMED_MONTH.exec(text);
  const month = MONTHS.get(named?.[2] ?? '');
  return named && month !== undefined ? dayOf(named[3], month, named[1]) : undefined;
}

function dayOf(year = '', month: number, day = ''): string {
  return `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** True for `13/06/97`: the century is missing. */
export function hasShortYear(text: string): boolean {
  return /^\s*\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{1,3}\s*$/.test(text);
}
