/**
 * What the fonts of the printed documents contain: Latin letters of Europe, Vietnam and the indigenous languages of
 * Mexico, with every combining accent. A test compares this with the fonts.
 */
export const PRINTABLE =
  /[ -~\u00a0-\u036f\u1ab0-\u1ac0\u1d00-\u1df9\u1dfb-\u1eff\u2010-\u2027\u2071\u207f\u2090-\u209c\u2c60-\u2c7f\ua720-\ua7ca\uab30-\uab6b]/u;

/** The first letter of a name that documents print as a box; undefined if there is none. */
export function unprintableIn(name: string): string | undefined {
  return [...name].find((letter) => !PRINTABLE.test(letter));
}
