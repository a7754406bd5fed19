/** Crockford's alphabet lacks I, L, O and U, so that a folio can be dictated over the phone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Prefix of the folios that a device creates offline: five characters derived from its number. */
export function folioPrefix(number: number): string {
  return number
    .toString(32)
    .split('')
    .map((digit) => ALPHABET.charAt(parseInt(digit, 32)))
    .join('')
    .padStart(5, '0');
}
