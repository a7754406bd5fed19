import { withoutParticles } from './name-words.js';
import { normaliseText } from './normalise.js';
import type { PersonFacts } from './person-facts.js';

export type PersonName = Pick<PersonFacts, 'nombre' | 'paterno' | 'materno'>;

/** As cards and people abbreviate it; any other single letter is an initial. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([['MA', 'MARIA']]);

/**
 * Whether a name that someone wrote may be this person's. Case, accents and particles do not matter. A second given
 * name or second surname may be missing on either side, but one that both have must be the same. Given names and first
 * surname must be present: relatives share surnames, and strangers share given names.
 */
export function mayBeSamePerson(written: string, { nombre = '', paterno = '', materno = '' }: PersonName): boolean {
  const [first, second] = [wordsOf(paterno), wordsOf(materno)];
  // Some people have only one surname, and some cards show it as the second one.
  const person = { given: wordsOf(nombre), ...(first.length > 0 ? { first, second } : { first: second, second: [] }) };
  const words = wordsOf(written);
  if (person.given.length === 0 || person.first.length === 0) return false;
  return isPartOf(words, person) || divisions(words).some((name) => agree(name, person));
}

/** The ways to divide a full name in its usual order, for when it is not known which words are surnames. */
export function dividedName(fullName: string): PersonName[] {
  const words = wordsOf(fullName);
  return [1, 2]
    .filter((surnames) => words.length > surnames)
    .map((surnames) => {
      const [paterno = '', materno = ''] = words.slice(-surnames);
      return { nombre: words.slice(0, -surnames).join(' '), paterno, materno };
    });
}

interface DividedWords {
  readonly given: readonly string[];
  readonly first: readonly string[];
  readonly second: readonly string[];
}

/** Whether all words are among those of the person, in any order, with a given name and the first surname. */
function isPartOf(words: readonly string[], { given, first, second }: DividedWords): boolean {
  const [surname = ''] = first;
  const others = without(words, surname);
  return (
    others.length < words.length &&
    contains([...given, ...without(first, surname), ...second], others) &&
    others.some((word) => contains(given, [word]))
  );
}

/** The ways to read the words as given names and surnames, with the surnames after or before the given names. */
function divisions(words: readonly string[]): DividedWords[] {
  const found: DividedWords[] = [];
  for (let one = 1; one < words.length; one += 1) {
    for (let two = one + 1; two <= words.length; two += 1) {
      const [start, middle, end] = [words.slice(0, one), words.slice(one, two), words.slice(two)];
      found.push({ given: start, first: middle, second: end });
      found.push(
        end.length === 0 ? { given: middle, first: start, second: [] } : { given: end, first: start, second: middle },
      );
    }
  }
  return found;
}

function agree(name: DividedWords, person: DividedWords): boolean {
  return (
    // Part of a compound surname is often written alone.
    name.first.length <= person.first.length &&
    name.first.every((word, index) => word === person.first[index]) &&
    // Otherwise a second surname that equals the first one could pass as a given name.
    !name.given.some((word) => person.first.includes(word) && !person.given.includes(word)) &&
    haveNoConflict(name.given, person.given) &&
    haveNoConflict(name.second, person.second)
  );
}

/** Whether either list contains all the words of the other. */
function haveNoConflict(one: readonly string[], other: readonly string[]): boolean {
  return contains(one, other) || contains(other, one);
}

/** Whether `all` has each word as often as `words` does; an initial matches any word that begins with it. */
function contains(all: readonly string[], words: readonly string[]): boolean {
  const left = [...all];
  return words.every((word) => {
    const exact = left.indexOf(word);
    const at = exact >= 0 ? exact : left.findIndex((other) => isInitialOf(word, other) || isInitialOf(other, word));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

const isInitialOf = (letter: string, word: string): boolean => letter.length === 1 && word.startsWith(letter);

/** The words without the first occurrence of one of them. */
function without(words: readonly string[], word: string): readonly string[] {
  const at = words.indexOf(word);
  return words.filter((_, index) => index !== at);
}

function wordsOf(name: string): readonly string[] {
  const words = withoutParticles(normaliseText(name)).replace(/Ñ/g, 'N').split(' ').filter(Boolean);
  return words.map((word) => ABBREVIATIONS.get(word) ?? word);
}
