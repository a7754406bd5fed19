import type { Conditions } from './conditions.js';

const APOSTROPHES = /['’‘‛ʼʻʹ′`´ꞌꞋ]/gu;
/** Letters that Unicode does not decompose into a base letter and a mark. */
const BASE_LETTERS = new Map(
  [...'øØłŁđĐðÐħĦıßæÆœŒþÞŋŊɨƗʉɄəƏ'].map((letter, at) => [letter, 'OOLLDDDDHHISAAOOTTNNIIUUEE'.charAt(at)]),
);
const OTHER_LETTER = new RegExp(`[${[...BASE_LETTERS.keys()].join('')}]`, 'gu');

/**
 * The form in which text is searched: upper case, without accents or apostrophes, and with every other character
 * replaced by a space. Ñ becomes N, because many keyboards lack it. The database does the same with
 * `kernel.search_text`.
 * @example searchText('Mª. Ñandú D’Acosta') → 'MA NANDU DACOSTA'
 */
export function searchText(text: string): string {
  return text
    .replace(APOSTROPHES, '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(OTHER_LETTER, (letter) => BASE_LETTERS.get(letter) ?? letter)
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
}

/** The distinct words of a text, in the form in which they are searched. */
export function searchWords(text: string): string[] {
  return [...new Set(searchText(text).split(' '))].filter((word) => word !== '');
}

/**
 * Restricts a list to the rows in which every word was found, in any order.
 * @param column a column of `kernel.search_text`.
 */
export function whereWordsFound(where: Conditions, column: string, raw: string | undefined): void {
  if (raw === undefined) return;
  const words = searchWords(raw);
  if (words.length === 0) where.always('false');
  for (const word of words) where.and(`strpos(${column}, ?) > 0`, word);
}

/** Sorts a column of names in Spanish alphabetical order: Á with A, Ñ after N. Its index needs the same collation. */
export function inSpanishOrder(column: string): string {
  return `${column} collate "es-x-icu"`;
}
