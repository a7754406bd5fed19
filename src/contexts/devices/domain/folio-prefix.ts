/** Crockford's alphabet: without I, L, O and U, so that a folio can be dictated by telephone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Five characters from the number of a device: the prefix of the folios it makes off-line. */
export function folioPrefix(number: number): string {
  return number
    .toString(32)
    .split('')
    .map((digit) => ALPHABET.charAt(parseInt(digit, 32)))
    .join('')
    .padStart(5, '0');
}
