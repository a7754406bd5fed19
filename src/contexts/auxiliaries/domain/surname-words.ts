import type { Registration } from './registration.js';

/** Particles shared by many surnames; they are not indexed. */
const PARTICLES = new Set(['DE', 'DEL', 'LA', 'LAS', 'LOS', 'Y', 'E', 'MC', 'MAC', 'VON', 'VAN', 'DA', 'DI', 'SAN']);
const MAX_WORDS = 8;

/** Normalised words of a surname: upper case, without diacritics. Ñ becomes N, because many keyboards lack it. */
export function surnameWords(text: string): string[] {
  const words = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .split(/[^A-Z]+/)
    .filter((word) => word.length > 1 && !PARTICLES.has(word));
  return [...new Set(words)].slice(0, MAX_WORDS);
}

export function surnameWordsOf({ paterno, materno }: Pick<Registration, 'paterno' | 'materno'>): string[] {
  return surnameWords(`${paterno} ${materno}`);
}

/** Initials for lists: enough to recognise a person, too little to identify one. */
export function initials({ nombre, paterno, materno }: Pick<Registration, 'nombre' | 'paterno' | 'materno'>): string {
  return [nombre, paterno, materno]
    .flatMap((part) => {
      const [first] = part.trim();
      return first === undefined ? [] : [`${first.toUpperCase()}.`];
    })
    .join(' ');
}
