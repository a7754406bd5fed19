import { withoutParticles } from './name-words.js';
import { normaliseText } from './normalise.js';

/** As cards and people abbreviate them. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['MA', 'MARIA'],
  ['J', 'JOSE'],
]);

/**
 * Whether two full names may be the same person's: every word of the shorter one is in the other, in any order. Case,
 * accents and particles do not matter. False if either has fewer than two words.
 */
export function mayBeSamePerson(one: string, other: string): boolean {
  const [shorter, longer] = [wordsOf(one), wordsOf(other)].sort((a, b) => a.size - b.size);
  if (!shorter || !longer || shorter.size < 2) return false;
  return [...shorter].every((word) => longer.has(word));
}

function wordsOf(name: string): ReadonlySet<string> {
  const words = withoutParticles(normaliseText(name)).replace(/Ñ/g, 'N').split(' ').filter(Boolean);
  return new Set(words.map((word) => ABBREVIATIONS.get(word) ?? word));
}
