import { cleanAscii, DASHES } from './clean-text.js';
import { toLatin } from './look-alikes.js';

/** Typographic apostrophes and accents typed on their own. The letters ʼ, ʻ and ꞌ of several languages stay. */
const APOSTROPHES = /[\u2018\u2019\u201b\u2032\u02b9`\u00b4]/g;
const ALLOWED = /[\p{Script=Latin}\p{M}ʼʻ'. /-]/u;
const LETTER = /\p{Script=Latin}/u;
const PARTICLES = new Set('da das de del der di e el la las los van von y'.split(' '));

/**
 * A name as it is stored and printed: clean, with one kind of apostrophe and hyphen. Case stays as typed, unless
 * everything is in lower case. Fails {@link nameFault} if it contains anything that is not part of a name.
 */
export function normaliseName(text: string): string {
  const clean = toLatin(cleanAscii(text))
    .replace(APOSTROPHES, "'")
    .replace(DASHES, '-')
    .replace(/ ?([/-]) ?/g, '$1')
    .replace(/(^| )(\p{L}) ?' (?=\p{L})/gu, "$1$2'")
    .trim();
  return clean === clean.toLowerCase() ? capitalise(clean) : clean;
}

function capitalise(name: string): string {
  return name
    .split(' ')
    .map((word, at) => (at > 0 && PARTICLES.has(word) ? word : capitaliseWord(word)))
    .join(' ');
}

/** `d'acosta` → `D'Acosta`, `j.jesús` → `J.Jesús`, but `ka'na` → `Ka'na`: there the apostrophe is a letter. */
function capitaliseWord(word: string): string {
  const first = (_: string, before: string, letter: string): string => before + letter.toUpperCase();
  return word
    .split(/([./-])/)
    .map((part) => part.replace(/^(ꞌ?)(\p{L})/u, first).replace(/^(\p{L}')(\p{L})/u, first))
    .join('');
}

/**
 * The first character of a name that cannot be part of one, or the whole text if it has no letter; undefined for a
 * possible name. An empty text is possible here.
 * @param name normalised.
 */
export function nameFault(name: string): string | undefined {
  if (name === '') return undefined;
  const wrong = [...name].find((character) => !ALLOWED.test(character));
  return wrong ?? (LETTER.test(name) ? undefined : name);
}
