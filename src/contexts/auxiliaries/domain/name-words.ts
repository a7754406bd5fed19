import { searchWords } from '../../../kernel/lists/search-text.js';
import type { Registration } from './registration.js';

type Names = Pick<Registration, 'nombre' | 'paterno' | 'materno'>;

/** Words shared by many names; they are indexed and searched only if a name has no others. */
const PARTICLES = new Set(['DE', 'DEL', 'LA', 'LAS', 'LOS', 'Y', 'E', 'MC', 'MAC', 'VON', 'VAN', 'DA', 'DI', 'SAN']);
/** The usual abbreviation on credentials. */
const ABBREVIATIONS = new Map([['MA', 'MARIA']]);
const MAX_WORDS = 8;

/** The words of a search for a name: all of them must be found. */
export function wordsToFind(text: string): string[] {
  return significant(searchWords(text)).slice(0, MAX_WORDS);
}

/** The words by which a person can be found: `D’Acosta` under DACOSTA and ACOSTA, `Ma.` under MARIA. */
export function nameWords({ nombre, paterno, materno }: Names): string[] {
  const words = [nombre, paterno, materno].flatMap((name) => {
    const parts = name.replace(/\p{P}|[`´ꞌꞋ]/gu, ' ');
    return significant([...searchWords(name), ...searchWords(parts)]).slice(0, MAX_WORDS);
  });
  return [...new Set(words)];
}

function significant(words: readonly string[]): string[] {
  const full = words.map((word) => ABBREVIATIONS.get(word) ?? word);
  const distinctive = full.filter((word) => word.length > 1 && !PARTICLES.has(word));
  return [...new Set(distinctive.length > 0 ? distinctive : full)];
}

/** Initials for lists: enough to recognise a person, too little to identify one. */
export function initials({ nombre, paterno, materno }: Names): string {
  return [nombre, paterno, materno]
    .flatMap((part) => {
      const [first] = part.trim();
      return first === undefined ? [] : [`${first.toUpperCase()}.`];
    })
    .join(' ');
}
