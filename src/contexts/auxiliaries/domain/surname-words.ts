import type { Registration } from './registration.js';

/** Words that many surnames share and nobody is looked up by. */
const PARTICLES = new Set(['DE', 'DEL', 'LA', 'LAS', 'LOS', 'Y', 'E', 'MC', 'MAC', 'VON', 'VAN', 'DA', 'DI', 'SAN']);
const MAX_WORDS = 8;

/** The words of surnames as they are compared: upper case, without accents or marks; ñ is n, as on many keyboards. */
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

/** How a list names somebody: enough to know them again, not to learn who they are. */
export function initials({ nombre, paterno, materno }: Pick<Registration, 'nombre' | 'paterno' | 'materno'>): string {
  return [nombre, paterno, materno]
    .flatMap((part) => {
      const [first] = part.trim();
      return first === undefined ? [] : [`${first.toUpperCase()}.`];
    })
    .join(' ');
}
