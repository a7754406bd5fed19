/** Crockford's alphabet lacks I, L, O and U, so that an id can be dictated over the phone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Id Auxiliar, sent by e-mail (§6.5): process code, number and check character. */
export function composeAuxiliaryId(processCode: string, number: number): string {
  const body = `AUX-${processCode}-${String(number).padStart(5, '0')}`;
  return `${body}-${checkCharacter(body)}`;
}

/** Detects a wrong character and two swapped ones. */
export function isAuxiliaryId(text: string): boolean {
  const body = text.slice(0, -2);
  return text.length > 2 && text.at(-2) === '-' && checkCharacter(body) === text.at(-1);
}

/** Which of the two ids is miscopied, as far as the ids themselves show it: an Id Auxiliar contains its Id Proceso. */
export function miscopiedId(ids: {
  readonly idProceso: string;
  readonly idAuxiliar: string;
}): 'idProceso' | 'idAuxiliar' | undefined {
  if (!isAuxiliaryId(ids.idAuxiliar)) return 'idAuxiliar';
  return ids.idAuxiliar.startsWith(`AUX-${ids.idProceso}-`) ? undefined : 'idProceso';
}

function checkCharacter(body: string): string {
  const sum = [...body.replaceAll('-', '')].reduce(
    (total, character, index) => total + (index + 1) * parseInt(character, 36),
    0,
  );
  return ALPHABET.charAt(sum % 31);
}
