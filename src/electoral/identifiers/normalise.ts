import { isCalendarDate } from '../time/index.js';

/** Upper case without accents (but with Ñ), single spaces. */
export function normaliseText(text: string): string {
  return withoutAccents(text)
    .replace(/[’'`´.,]/g, '')
    .replace(/-/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function withoutAccents(text: string): string {
  // Fast path for ASCII: batches have thousands of rows.
  if (/^[ -~]*$/.test(text)) return text.toUpperCase();
  return text
    .normalize('NFC')
    .toUpperCase()
    .replace(/Ñ/g, '\u0001')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/\u0001/g, 'Ñ');
}

/** Upper-case letters and digits only, as identifiers are stored and compared. */
export function normaliseIdentifier(text: string): string {
  return normaliseText(text).replace(/[^0-9A-ZÑ]/g, '');
}

/** Digits only, for OCR, CIC etc., which are typed with spaces and hyphens. */
export function normaliseDigits(text: string): string {
  return text.replace(/\D/g, '');
}

/** Words skipped when letters are taken from a name. */
const PARTICLES: ReadonlySet<string> = new Set(
  'DA DAS DE DEL DER DI DIE DD EL LA LAS LE LES LOS MAC MC VAN VON Y'.split(' '),
);

/** First given names skipped if another follows. */
const COMMON_FIRST: ReadonlySet<string> = new Set(['MARIA', 'MA', 'M', 'JOSE', 'J']);

export function withoutParticles(name: string): string {
  const words = normaliseText(name).split(' ');
  const relevant = words.filter((word) => !PARTICLES.has(word));
  return (relevant.length > 0 ? relevant : words).join(' ');
}

/** The given name that letters are taken from: `MARÍA DE LOS ÁNGELES` → `ANGELES`, but `MARÍA` → `MARIA`. */
export function leadingGivenName(name: string): string {
  const words = withoutParticles(name).split(' ');
  const [first = '', second] = words;
  return second !== undefined && COMMON_FIRST.has(first) ? second : first;
}

/** `yyyy-mm-dd` → `yymmdd`, the format of clave, CURP and MRZ. */
export function shortDate(isoDate: string): string {
  return isoDate.slice(2, 4) + isoDate.slice(5, 7) + isoDate.slice(8, 10);
}

/** True if `yymmdd` is an existing date of the 20th or 21st century. */
export function isShortDate(short: string): boolean {
  const [yy, mm, dd] = [short.slice(0, 2), short.slice(2, 4), short.slice(4, 6)];
  return short.length === 6 && ['19', '20'].some((century) => isCalendarDate(`${century}${yy}-${mm}-${dd}`));
}
