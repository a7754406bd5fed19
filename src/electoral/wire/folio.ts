import { z } from 'zod';
import { cleanAscii } from '../normalise/index.js';

/** Crockford's base 32 without I, L, O and U, so that a folio can be read aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SHAPE = /^AC-([0-9A-HJKMNP-TV-Z]{5})-([0-9A-HJKMNP-TV-Z]{5})([0-9A-HJKMNP-TV-Z])$/;
export const MAX_COUNTER = 32 ** 5 - 1;

/**
 * Composes the folio of a support offline (§8.11): the prefix from the device's lease, its counter, a check character.
 * @param prefix five characters of the alphabet.
 * @param counter a number from 0 to 33,554,431; a device never uses one twice.
 * @example composeFolio('7K2MD', 41) → 'AC-7K2MD-0001' + '9' + check character
 */
export function composeFolio(prefix: string, counter: number): string {
  if (!Number.isInteger(counter) || counter < 0 || counter > MAX_COUNTER)
    throw new RangeError('the counter is out of range');
  let rest = counter;
  let digits = '';
  for (let digit = 0; digit < 5; digit += 1) {
    digits = ALPHABET.charAt(rest % 32) + digits;
    rest = Math.floor(rest / 32);
  }
  return `AC-${prefix}-${digits}${checkCharacter(prefix + digits)}`;
}

/** The device's counter in a valid folio. */
export function counterOf(folio: string): number {
  return [...(folio.split('-')[2] ?? '').slice(0, 5)].reduce((sum, digit) => sum * 32 + ALPHABET.indexOf(digit), 0);
}

/** Detects a misread character or two swapped neighbours. */
export function isFolio(text: string): boolean {
  const match = SHAPE.exec(text);
  return match !== null && checkCharacter(`${match[1] ?? ''}${match[2] ?? ''}`) === match[3];
}

export const folioSchema = z.string().refine(isFolio, 'not a folio');

/** The prefix of the device that made the folio. */
export function devicePrefixOf(folio: string): string {
  return folio.split('-')[1] ?? '';
}

/**
 * The folio that a user means: in any case, with or without hyphens and its first letters; O is 0, and I and L are 1.
 * @returns undefined if it is not a folio, for example because a character is missing or wrong.
 */
export function findFolio(text: string): string | undefined {
  const characters = cleanAscii(text)
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const body = characters.length === 13 ? characters.replace(/^AC/, '') : characters;
  const folio = `AC-${body.slice(0, 5)}-${body.slice(5)}`;
  return isFolio(folio) ? folio : undefined;
}

/** Checksum over GF(32) that detects every single error and every swap of neighbours. */
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
