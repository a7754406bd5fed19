import { cleanAscii, DASHES } from '../normalise/index.js';
import { normaliseText, withoutAccents } from './normalise.js';

/** Replaces an apostrophe, slash or hyphen inside a word: RENAPO puts an X where such a character is used. */
export const SPECIAL = '*';

/** Words skipped when letters are taken from a name. */
const PARTICLES: ReadonlySet<string> = new Set(
  'DA DAS DE DEL DER DI DIE DD EL LA LAS LE LES LOS MAC MC VAN VON Y'.split(' '),
);

/** First given names skipped if another follows. */
const COMMON_FIRST: ReadonlySet<string> = new Set(['MARIA', 'MA', 'M', 'JOSE', 'J']);

/** @param name a name in upper case, such as a spelling of {@link spellingsOf}. */
export function withoutParticles(name: string): string {
  const words = name.split(' ');
  const relevant = words.filter((word) => !PARTICLES.has(word));
  return (relevant.length > 0 ? relevant : words).join(' ');
}

/** The given name that letters are taken from: `MARÍA DE LOS ÁNGELES` → `ANGELES`, but `MARÍA` → `MARIA`. */
export function leadingGivenName(name: string): string {
  const words = withoutParticles(name).split(' ');
  const [first = '', second] = words;
  return second !== undefined && COMMON_FIRST.has(first) ? second : first;
}

/**
 * The spellings of a name from which letters may have been taken, the most likely first. Registries treat the same
 * punctuation differently: `D'ACOSTA` is `D*ACOSTA` ({@link SPECIAL}), `DACOSTA`, `D ACOSTA` or `ACOSTA`, and
 * `MA.GUADALUPE` is two words or one.
 */
export function spellingsOf(name: string): readonly string[] {
  const text = withoutAccents(cleanAscii(name)).replace(DASHES, '-');
  if (!/[^0-9A-ZÑ ]/.test(text)) return [normaliseText(name)];
  const special = (punctuation: RegExp): string =>
    text
      .replace(punctuation, SPECIAL)
      .replace(/[^0-9A-ZÑ*]+/g, ' ')
      .replace(/\*+(?= |$)/g, '')
      .trim();
  const spellings = [
    special(/[^0-9A-ZÑ., ]/g),
    special(/[^0-9A-ZÑ ]/g),
    normaliseText(name),
    text.replace(/[^0-9A-ZÑ]+/g, ' ').trim(),
    normaliseText(text.replace(/^[A-Z][^0-9A-ZÑ., ]/, '')),
  ];
  return [...new Set(spellings)];
}
