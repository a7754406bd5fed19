import { z } from 'zod';

/** Crockford's alphabet: no I, L, O, U, so that a folio can be read aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SHAPE = /^AC-([0-9A-HJKMNP-TV-Z]{5})-([0-9A-HJKMNP-TV-Z]{5})([0-9A-HJKMNP-TV-Z])$/;
const MAX_COUNTER = 32 ** 5 - 1;

/**
 * The folio of a support, made off-line (§8.11): the device's prefix from its lease, its own counter, a check character.
 * @param prefix five characters of the alphabet.
 * @param counter from 0 to 33,554,431; a device never uses one twice.
 * @example composeFolio('7K2MD', 41) → 'AC-7K2MD-0001' + '9' + check character
 */
export function composeFolio(prefix: string, counter: number): string {
  if (!Number.isInteger(counter) || counter < 0 || counter > MAX_COUNTER) throw new RangeError('no such counter');
  let rest = counter;
  let digits = '';
  for (let place = 0; place < 5; place += 1) {
    digits = ALPHABET.charAt(rest % 32) + digits;
    rest = Math.floor(rest / 32);
  }
  return `AC-${prefix}-${digits}${checkCharacter(prefix + digits)}`;
}

/** False when a character was misread or two neighbours were swapped. */
export function isFolio(text: string): boolean {
  const match = SHAPE.exec(text);
  return match !== null && checkCharacter(`${match[1] ?? ''}${match[2] ?? ''}`) === match[3];
}

export const folioSchema = z.string().refine(isFolio, 'no folio');

/** The prefix of the device that made the folio. */
export function devicePrefixOf(folio: string): string {
  return folio.split('-')[1] ?? '';
}

/** What a person typed or dictated, as a folio is written: O is 0, I and L are 1, spaces are hyphens. */
export function normaliseFolio(text: string): string {
  return text.trim().toUpperCase().replace(/\s+/g, '-').replace(/O/g, '0').replace(/[IL]/g, '1');
}

/** Product over GF(32): every single error and every swap of neighbours changes it. */
function checkCharacter(body: string): string {
  let sum = 0;
  for (const character of body) sum = double(sum) ^ ALPHABET.indexOf(character);
  return ALPHABET.charAt(double(sum));
}

/** Multiplication by x in GF(2)[x] / (x⁵ + x² + 1). */
function double(element: number): number {
  const shifted = element << 1;
  return shifted & 0b100000 ? shifted ^ 0b100101 : shifted;
}
