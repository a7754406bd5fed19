const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The characters allowed in each of the thirty positions of the three lines (see `mrz.ts` of the identifiers). */
export const MRZ_ALPHABETS: readonly (readonly string[])[] = [
  [...fixed('IDMEX'), ...times(10, DIGITS), ...fixed('<<'), ...times(13, DIGITS)],
  [
    ...times(7, DIGITS),
    'HMX<',
    ...times(7, DIGITS),
    ...fixed('MEX<'),
    ...times(2, DIGITS),
    ...times(8, `${DIGITS}${LETTERS}<`),
    DIGITS,
  ],
  times(30, `${LETTERS}<`),
];

export const OCR_ALPHABETS: readonly string[] = times(13, DIGITS);

function fixed(characters: string): string[] {
  return [...characters];
}

function times(count: number, alphabet: string): string[] {
  return Array.from({ length: count }, () => alphabet);
}
