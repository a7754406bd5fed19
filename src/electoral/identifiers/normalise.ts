import { cleanAscii, DASHES, digitsOnly, lettersOnly, toLatin } from '../normalise/index.js';
import { isCalendarDate } from '../time/index.js';

/**
 * Text to compare and search, never to show: upper case without accents (but with Ñ), apostrophes and slashes; periods,
 * commas and hyphens as spaces.
 */
export function normaliseText(text: string): string {
  return withoutAccents(cleanAscii(text))
    .replace(/[’‘‛′'`´ʹʼʻꞋ/]/g, '')
    .replace(DASHES, ' ')
    .replace(/[.,\s]+/g, ' ')
    .trim();
}

/** Letters that no decomposition turns into one of A to Z. */
const BASE_LETTERS: Readonly<Record<string, string>> = {
  ª: 'A',
  º: 'O',
  Æ: 'AE',
  Œ: 'OE',
  Ø: 'O',
  Ł: 'L',
  Đ: 'D',
  Ð: 'D',
  Þ: 'TH',
  ẞ: 'SS',
};

/** Upper case without accents, but with Ñ and punctuation. */
export function withoutAccents(text: string): string {
  // Fast path for ASCII: batches have thousands of rows.
  if (/^[ -~]*$/.test(text)) return text.toUpperCase();
  return text
    .toUpperCase()
    .replace(/Ñ/g, '\u0001')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/\.?([ªºÆŒØŁĐÐÞẞ])/g, (_, letter: string) => BASE_LETTERS[letter] ?? letter)
    .replace(/\u0001/g, 'Ñ');
}

/**
 * Upper-case letters and digits only, as identifiers are stored and compared. Letters of other alphabets become the
 * Latin letters that they look like.
 */
export function normaliseIdentifier(text: string): string {
  return toLatin(normaliseText(text)).replace(/[^0-9A-ZÑ]/g, '');
}

/**
 * Corrects O, 0, I, L and 1 according to what each position must contain: `L` a letter, `D` a digit, anything else
 * either.
 */
export function byPosition(identifier: string, pattern: string): string {
  if (identifier.length !== pattern.length) return identifier;
  return [...identifier]
    .map((character, at) => {
      if (pattern[at] === 'L') return lettersOnly(character);
      return pattern[at] === 'D' ? digitsOnly(character) : character;
    })
    .join('');
}

/** False if a character of the identifier was typed as another one that looks like it. */
export function wasTypedExactly(identifier: string, raw: string): boolean {
  return normaliseText(raw).replace(/[^\p{L}\p{N}]/gu, '') === identifier;
}

/**
 * OCR, CIC etc. without the separators that people type; O is 0, and I and L are 1. Other letters remain, and fail the
 * check of the identifier.
 */
export function normaliseDigits(text: string): string {
  return digitsOnly(normaliseIdentifier(text));
}

/** `yyyy-mm-dd` → `yymmdd`, the format of clave, CURP and MRZ. */
export function shortDate(isoDate: string): string {
  return isoDate.slice(2, 4) + isoDate.slice(5, 7) + isoDate.slice(8, 10);
}

/** True if `yymmdd` is a real date in the 20th or 21st century. */
export function isShortDate(short: string): boolean {
  const [yy, mm, dd] = [short.slice(0, 2), short.slice(2, 4), short.slice(4, 6)];
  return short.length === 6 && ['19', '20'].some((century) => isCalendarDate(`${century}${yy}-${mm}-${dd}`));
}
