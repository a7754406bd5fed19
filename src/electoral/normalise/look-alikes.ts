/** Capitals and small letters of the Greek and Cyrillic alphabets that look like Latin ones. */
const LATIN_BY_LOOK_ALIKE: Readonly<Record<string, string>> = {
  ...pairs('АВЕКМНОРСТУХІЈЅ', 'ABEKMHOPCTYXIJS'),
  ...pairs('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'),
  ...pairs('аеорсухіјѕ', 'aeopcyxijs'),
  ...pairs('ο', 'o'),
};

function pairs(from: string, to: string): Record<string, string> {
  return Object.fromEntries([...from].map((character, at) => [character, to.charAt(at)]));
}

/** Replaces letters of other alphabets that look like Latin letters. */
export function toLatin(text: string): string {
  return text.replace(/[\u0370-\u04ff]/g, (character) => LATIN_BY_LOOK_ALIKE[character] ?? character);
}
