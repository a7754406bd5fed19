/** The article of each word with which the label of a field begins. */
const ARTICLES: Readonly<Record<string, string>> = Object.fromEntries([
  ...(
    'apellido archivo cargo CIC código correo día domicilio dominio emblema estatus final folio género identificador inicio ' +
    'lugar motivo municipio nombre número OCR oficio porcentaje proceso redondeo teléfono texto tipo último'
  )
    .split(' ')
    .map((word) => [word, 'el']),
  ...(
    'cédula clave contraseña cuenta CURP declaratoria dispersión entidad fecha función hora institución llave responsiva ' +
    'sección'
  )
    .split(' ')
    .map((word) => [word, 'la']),
  ...'apoyos días dígitos dispositivos documentos lugares motivos'.split(' ').map((word) => [word, 'los']),
  ...'observaciones'.split(' ').map((word) => [word, 'las']),
  ...'a cuánto cuántos cuántas de en qué quién'.split(' ').map((word) => [word, '']),
]) as Record<string, string>;

/** Whether a word is written in capitals, e.g. CURP. */
const isAcronym = (word: string): boolean => word.length > 1 && word === word.toUpperCase();

/**
 * The sentence for an empty field: 'Escriba el apellido paterno.' from the label 'Apellido paterno'. Labels that begin
 * with another word are quoted; a field may have a better sentence of its own.
 */
export function emptyFieldMessage(
  label: string,
  verb: 'Escriba' | 'Elija' = /^Tipo\b/.test(label) ? 'Elija' : 'Escriba',
): string {
  const plain = label
    .replace(/\((es|s)\)/g, '')
    .replace(/[:?¿]/g, '')
    .trim();
  const [first = ''] = plain.split(/[\s,]/);
  const word = isAcronym(first) ? first : first.toLowerCase();
  const article = ARTICLES[word];
  if (article === undefined) return `${verb} «${label}».`;
  return [verb, article, word + plain.slice(first.length)].filter((part) => part !== '').join(' ') + '.';
}
