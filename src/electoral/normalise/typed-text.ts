import { cleanAscii, cleanText } from './clean-text.js';
import { isTelephone, normaliseTelephone } from './telephone.js';

/*
 * Cleaning, grouping and checks of a value while it is typed and when the user leaves the field, for the forms of the
 * back office and the portal. The portal's script includes this file, so it imports only files of this folder that use
 * no packages.
 */

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

/** Area codes of two digits: Ciudad de México, Guadalajara and Monterrey. */
const SHORT_AREA = /^(55|56|33|81)/;

/**
 * '442 123 4567', or '55 1234 5678' after an area code of two digits, from digits with any separators, without prefixes
 * of Mexico. A text with letters or further digits is not grouped.
 */
export function groupTelephone(text: string): string {
  const number = normaliseTelephone(text);
  if (!/^\d{1,10}$/.test(number)) return cleanText(text);
  return groupCharacters(number, SHORT_AREA.test(number) ? [2, 4, 4] : [3, 3, 4]);
}

export function telephoneFault(value: string): string | null {
  return isTelephone(normaliseTelephone(value))
    ? null
    : 'El teléfono lleva 10 dígitos, con la clave lada, que no sean todos iguales.';
}

/** An identifier in upper case, without characters that cannot be part of one. */
export function cleanCode(text: string, digitsOnly = false): string {
  return cleanAscii(text)
    .toUpperCase()
    .replace(digitsOnly ? /\D/g : /[^A-ZÑ0-9]/g, '');
}

/** Separates groups of the given lengths with spaces; what is left over is one more group. */
export function groupCharacters(text: string, groups: readonly number[]): string {
  const parts: string[] = [];
  let rest = text;
  for (const length of groups) {
    if (rest === '') break;
    parts.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...parts, ...(rest === '' ? [] : [rest])].join(' ');
}

/** Groups a date while it is typed: '13/06/1997' from '13061997'. A text with other separators is not changed. */
export function groupDate(text: string): string {
  const digits = text.replaceAll('/', '');
  const isGrouped = [...text.matchAll(/\//g)].every(({ index }) =>
    [2, 4].includes(text.slice(0, index).replaceAll('/', '').length),
  );
  if (!/^\d{1,8}$/.test(digits) || !isGrouped) return text;
  return [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter((group) => group !== '').join('/');
}

/** How many characters wide a field is shown, so that its width suggests the expected length. */
export function widthOf(type: 'text' | 'email' | 'tel', maxLength: number | undefined): number | undefined {
  if (type === 'tel') return 14;
  if (type === 'email') return 36;
  return maxLength === undefined ? undefined : Math.min(maxLength + 1, 40);
}
