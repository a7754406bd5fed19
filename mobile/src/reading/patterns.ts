/** The characters allowed at each position of a printed identifier. */
export type Pattern = readonly string[];

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const CONSONANTS = 'BCDFGHJKLMNPQRSTVWXYZ';
const times = (count: number, alphabet: string): string[] => Array.from({ length: count }, () => alphabet);

/** Initial and first inner consonant of three names, date, entidad, sex, three digits; without Ñ, which is rare. */
export const CLAVE: Pattern = [
  ...times(3, `${LETTERS} ${CONSONANTS}`).flatMap((pair) => pair.split(' ')),
  ...times(8, DIGITS),
  'HM',
  ...times(3, DIGITS),
];

export const CURP: Pattern = [
  LETTERS,
  'AEIOUX',
  ...times(2, LETTERS),
  ...times(6, DIGITS),
  'HMX',
  ...times(2, LETTERS),
  ...times(3, CONSONANTS),
  `${DIGITS}${LETTERS}`,
  DIGITS,
];

/** One position of a match: its characters by score, best first. */
export interface MatchPosition {
  /** Column of the strip where the best one starts. */
  readonly start: number;
  readonly options: readonly { readonly character: string; readonly score: number }[];
}

export interface Match {
  readonly positions: readonly MatchPosition[];
  /** Mean score. */
  readonly fit: number;
}

export function matchText({ positions }: Match): string {
  return positions.map(({ options }) => options[0]?.character ?? '').join('');
}
