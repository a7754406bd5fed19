/** Crockford's Base32 alphabet, without I, L, O and U, so that a folio can be dictated by phone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Composes the unique folio of an aspirant (§5.F): code of the process, number, check character.
 * @example composeAspirantFolio('QRO-2027-01', 7) → 'QRO-2027-01-0007-' + check character
 */
export function composeAspirantFolio(processCode: string, number: number): string {
  const body = `${processCode}-${String(number).padStart(4, '0')}`;
  return `${body}-${checkCharacter(body)}`;
}

/** Checks the check character; false if a character is wrong or two neighbours are swapped. */
export function isAspirantFolio(text: string): boolean {
  const body = text.slice(0, -2);
  return text.length > 2 && text.at(-2) === '-' && checkCharacter(body) === text.at(-1);
}

/** Weighted sum modulo 31 (a prime); detects every single wrong character and every swap of two neighbours. */
function checkCharacter(body: string): string {
  const sum = [...body.replaceAll('-', '')].reduce(
    (total, character, index) => total + (index + 1) * parseInt(character, 36),
    0,
  );
  return ALPHABET.charAt(sum % 31);
}
