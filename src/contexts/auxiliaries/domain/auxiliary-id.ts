/** Crockford's alphabet: no I, L, O, U, so that an id can be dictated by telephone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The Id Auxiliar that goes out by e-mail (§6.5): the process's code, a number, a check character. */
export function composeAuxiliaryId(processCode: string, number: number): string {
  const body = `AUX-${processCode}-${String(number).padStart(5, '0')}`;
  return `${body}-${checkCharacter(body)}`;
}

/** As a person types it: any case, blanks around or in place of hyphens. */
export function normaliseAuxiliaryId(typed: string): string {
  return typed
    .trim()
    .toUpperCase()
    .replace(/[\s\-–]+/gu, '-');
}

/** False when a character was misheard or two were swapped. */
export function isAuxiliaryId(text: string): boolean {
  const body = text.slice(0, -2);
  return text.length > 2 && text.at(-2) === '-' && checkCharacter(body) === text.at(-1);
}

function checkCharacter(body: string): string {
  const sum = [...body.replaceAll('-', '')].reduce(
    (total, character, index) => total + (index + 1) * parseInt(character, 36),
    0,
  );
  return ALPHABET.charAt(sum % 31);
}
