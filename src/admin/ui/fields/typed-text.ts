/** Marks that text copied from documents carries along without being seen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** A line without invisible marks and superfluous spaces. */
export function cleanText(text: string): string {
  return text.normalize('NFC').replace(INVISIBLE, '').replace(/\s+/gu, ' ').trim();
}

/** An address as it is typed or pasted from an e-mail program: 'Ana <mailto:ana@ieeq.mx>'. */
export function cleanEmail(text: string): string {
  const plain = cleanText(text);
  const [, inBrackets] = /<([^<>]+)>$/.exec(plain) ?? [];
  return (inBrackets ?? plain).replace(/^mailto:/i, '').replaceAll(' ', '');
}

export function emailFault(value: string): string | null {
  return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)
    ? null
    : 'El correo electrónico no está completo. Escríbalo como nombre@dominio.mx.';
}

/** '442 123 4567' from digits with any separators, without the prefixes +52, 52 1, 044 and 045. */
export function groupTelephone(text: string): string {
  const typed = text.replace(/\D/g, '');
  const digits = typed.length > 10 ? typed.replace(/^(?:52 ?1?|04[45]|01)(?=\d{10}$)/, '') : typed;
  return [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)].filter((group) => group !== '').join(' ');
}

export function telephoneFault(value: string): string | null {
  return value.replace(/\D/g, '').length === 10 ? null : 'El teléfono lleva 10 dígitos, con la clave lada.';
}

/** Groups a date while it is typed: '13/06/1997' from '13061997'. A text with other separators stays as it is. */
export function groupDate(text: string): string {
  const digits = text.replaceAll('/', '');
  const isGrouped = [...text.matchAll(/\//g)].every(({ index }) =>
    [2, 4].includes(text.slice(0, index).replaceAll('/', '').length),
  );
  if (!/^\d{1,8}$/.test(digits) || !isGrouped) return text;
  return [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter((group) => group !== '').join('/');
}

/** How many characters wide a field is shown, so that its width tells the expected length. */
export function widthOf(type: 'text' | 'email' | 'tel', maxLength: number | undefined): number | undefined {
  if (type === 'tel') return 14;
  if (type === 'email') return 36;
  return maxLength === undefined ? undefined : Math.min(maxLength + 1, 40);
}
