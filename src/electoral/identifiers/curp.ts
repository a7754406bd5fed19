import { normaliseClaveElector } from './clave-elector.js';
import { OK, problem, problemsOf, type Check, type Problem } from './check.js';
import { curpEntidadFor, isCurpEntidad } from './entidades.js';
import { isCalendarDate } from '../time/index.js';
import { leadingGivenName, SPECIAL, spellingsOf, withoutParticles } from './name-words.js';
import { byPosition, normaliseIdentifier, shortDate, wasTypedExactly } from './normalise.js';
import { contradictsSexo, isSexoUnspecified, type PersonFacts } from './person-facts.js';

/** Clave Única de Registro de Población, 18 characters, according to RENAPO's published rules. */
export interface Curp {
  readonly letters: string;
  readonly birth: string;
  readonly sexo: 'H' | 'M' | 'X';
  readonly entidad: string;
  readonly consonants: string;
  readonly homoclave: string;
  readonly checkDigit: string;
}

export type CurpProblem =
  | 'CURP_FORMAT'
  | 'CURP_CORRECTED'
  | 'CURP_CHECK_DIGIT'
  | 'CURP_DATE_INVALID'
  | 'CURP_ENTIDAD_UNKNOWN'
  | 'CURP_NAME_MISMATCH'
  | 'CURP_DATE_MISMATCH'
  | 'CURP_SEX_MISMATCH'
  | 'CURP_SEX_OPEN'
  | 'CURP_ENTIDAD_MISMATCH';

/** What each of the 18 characters is: a letter, a digit, or either. */
const PATTERN = 'LLLLDDDDDDLLLLLL?D';
const SHAPE = /^([A-ZÑ]{4})(\d{6})([HMX])([A-Z]{2})([B-DF-HJ-NP-TV-ZÑ]{3})([0-9A-Z])(\d)$/;
const ALPHABET = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';

/** As it is stored and compared: O and 0, I and 1 as the position requires. */
export function normaliseCurp(text: string): string {
  return byPosition(normaliseIdentifier(text), PATTERN);
}

export function parseCurp(text: string): Curp | undefined {
  const match = SHAPE.exec(normaliseCurp(text));
  if (!match) return undefined;
  const [, letters = '', birth = '', sexo, entidad = '', consonants = '', homoclave = '', checkDigit = ''] = match;
  return {
    letters,
    birth,
    sexo: sexo === 'H' || sexo === 'M' ? sexo : 'X',
    entidad,
    consonants,
    homoclave,
    checkDigit,
  };
}

/** The 18th character for the first 17. */
export function curpCheckDigit(first17: string): string {
  const sum = [...first17].reduce((total, character, index) => total + ALPHABET.indexOf(character) * (18 - index), 0);
  return String((10 - (sum % 10)) % 10);
}

/** The homoclave encodes the century: a digit until 1999, a letter from 2000. */
export function curpBirthDate({ birth, homoclave }: Curp): string {
  const century = /\d/.test(homoclave) ? '19' : '20';
  return `${century}${birth.slice(0, 2)}-${birth.slice(2, 4)}-${birth.slice(4, 6)}`;
}

/** Whether a CURP and a clave de elector agree on birth date and sex. */
export function curpAgreesWithClave(curpText: string, claveText: string): boolean {
  const curp = normaliseCurp(curpText);
  const clave = normaliseClaveElector(claveText);
  const sexo = curp.charAt(10);
  return curp.slice(4, 10) === clave.slice(6, 12) && (sexo === 'X' || sexo === clave.charAt(14));
}

/** Checks a CURP on its own and against known facts about the person. */
export function checkCurp(text: string, person: PersonFacts = {}): Problem<CurpProblem>[] {
  const normalised = normaliseCurp(text);
  const curp = parseCurp(normalised);
  if (!curp) return problemsOf(problem('CURP_FORMAT', 'refuse', { found: normalised }));
  return problemsOf<CurpProblem>(
    wasTypedExactly(normalised, text) ? OK : problem('CURP_CORRECTED', 'warn', { expected: normalised }),
    checkDigitOf(normalised, curp),
    isCalendarDate(curpBirthDate(curp)) ? OK : problem('CURP_DATE_INVALID', 'refuse', { found: curp.birth }),
    isCurpEntidad(curp.entidad) ? OK : problem('CURP_ENTIDAD_UNKNOWN', 'refuse', { found: curp.entidad }),
    againstBirthDate(curp, person),
    againstEntidad(curp, person),
    againstSexo(curp, person),
    againstNames(curp, person),
  );
}

function checkDigitOf(normalised: string, curp: Curp): Check<CurpProblem> {
  const expected = curpCheckDigit(normalised.slice(0, 17));
  return expected === curp.checkDigit
    ? OK
    : problem('CURP_CHECK_DIGIT', 'refuse', { expected, found: curp.checkDigit });
}

function againstBirthDate(curp: Curp, { fechaNacimiento }: PersonFacts): Check<CurpProblem> {
  if (fechaNacimiento === undefined || !isCalendarDate(fechaNacimiento)) return OK;
  if (curpBirthDate(curp) === fechaNacimiento) return OK;
  return problem('CURP_DATE_MISMATCH', 'refuse', { expected: shortDate(fechaNacimiento), found: curp.birth });
}

function againstEntidad(curp: Curp, { entidadNacimiento }: PersonFacts): Check<CurpProblem> {
  if (!entidadNacimiento) return OK;
  const expected = curpEntidadFor(entidadNacimiento);
  return curp.entidad === expected ? OK : problem('CURP_ENTIDAD_MISMATCH', 'refuse', { expected, found: curp.entidad });
}

function againstSexo(curp: Curp, { sexo }: PersonFacts): Check<CurpProblem> {
  if (sexo === undefined) return OK;
  if (isSexoUnspecified(sexo)) return problem('CURP_SEX_OPEN', 'warn', { found: curp.sexo });
  return contradictsSexo(sexo, curp.sexo)
    ? problem('CURP_SEX_MISMATCH', 'refuse', { expected: sexo, found: curp.sexo })
    : OK;
}

function againstNames(curp: Curp, person: PersonFacts): Check<CurpProblem> {
  const { paterno, materno = '', nombre } = person;
  if (paterno === undefined || nombre === undefined) return OK;
  const [first, second, given] = [surnameWords(paterno), surnameWords(materno), givenNameWords(nombre)];
  const letters = first.flatMap((word) =>
    second.flatMap((other) => given.map((name) => fourLetters(word, other, name))),
  );
  const consonants = [first, second, given].map((words, at) =>
    closest(words.map(innerConsonant), curp.consonants.charAt(at)),
  );
  // Of several accepted spellings, the one closest to the CURP is expected.
  const expected = `${closest(letters, curp.letters)}…${consonants.join('')}`;
  const found = `${curp.letters}…${curp.consonants}`;
  return expected === found ? OK : problem('CURP_NAME_MISMATCH', 'warn', { expected, found });
}

/** The candidate with the most characters of the text; of equals, the first. */
function closest(candidates: readonly string[], text: string): string {
  const matchingCharacters = (candidate: string): number =>
    [...candidate].filter((letter, at) => letter === text.charAt(at)).length;
  return candidates.reduce((best, one) => (matchingCharacters(one) > matchingCharacters(best) ? one : best));
}

/** The four leading letters and the three inner consonants that are most likely for these names. */
export function curpLetters({ paterno = '', materno = '', nombre = '' }: PersonFacts): {
  letters: string;
  consonants: string;
} {
  const [first = '', second = '', given = ''] = [
    surnameWords(paterno)[0],
    surnameWords(materno)[0],
    givenNameWords(nombre)[0],
  ];
  return {
    letters: fourLetters(first, second, given),
    consonants: [first, second, given].map(innerConsonant).join(''),
  };
}

/** The words from which letters may have been taken. */
function surnameWords(surname: string): string[] {
  return spellingsOf(surname).map((spelling) => firstWord(withoutParticles(spelling)));
}

function givenNameWords(name: string): string[] {
  return spellingsOf(name).map((spelling) => firstWord(leadingGivenName(spelling)));
}

function firstWord(text: string): string {
  return text.split(' ')[0]?.replaceAll('Ñ', 'X') ?? '';
}

function fourLetters(first: string, second: string, given: string): string {
  const letters = initial(first) + innerVowel(first) + initial(second) + initial(given);
  return OFFENSIVE_WORDS.has(letters) ? `${letters.charAt(0)}X${letters.slice(2)}` : letters;
}

/** Composes a CURP; `homoclave` must match the century of the birth date. */
export function composeCurp(
  person: Required<Omit<PersonFacts, 'sexo'>> & { sexo: 'H' | 'M' | 'X' },
  homoclave: string,
): string {
  const { letters, consonants } = curpLetters(person);
  const entidad = curpEntidadFor(person.entidadNacimiento) ?? 'NE';
  const first17 = letters + shortDate(person.fechaNacimiento) + person.sexo + entidad + consonants + homoclave;
  return first17 + curpCheckDigit(first17);
}

const initial = (word: string): string => orX(word.charAt(0));
const innerVowel = (word: string): string => orX(/[AEIOU*]/.exec(word.slice(1))?.[0]);
const innerConsonant = (word: string): string => orX(/[B-DF-HJ-NP-TV-Z*]/.exec(word.slice(1))?.[0]);
const orX = (letter = ''): string => (letter === '' || letter === SPECIAL ? 'X' : letter);

/** Offensive four-letter words, whose second letter RENAPO's rules replace with X. */
const OFFENSIVE_WORDS: ReadonlySet<string> = new Set(
  (
    'BACA BAKA BUEI BUEY CACA CACO CAGA CAGO CAKA CAKO COGE COGI COJA COJE COJI COJO COLA CULO FALO FETO GETA GUEI ' +
    'GUEY JETA JOTO KACA KACO KAGA KAGO KAKA KAKO KOGE KOGI KOJA KOJE KOJI KOJO KOLA KULO LILO LOCA LOCO LOKA LOKO ' +
    'MAME MAMO MEAR MEAS MEON MIAR MION MOCO MOKO MULA MULO NACA NACO PEDA PEDO PENE PIPI PITO POPO PUTA PUTO QULO ' +
    'RATA ROBA ROBE ROBO RUIN SENO TETA VACA VAGA VAGO VAKA VUEI VUEY WUEI WUEY'
  ).split(' '),
);
