import { OK, problem, problemsOf, type Check, type Problem } from './check.js';
import { isBirthEntidad } from './entidades.js';
import { isCalendarDate } from '../time/index.js';
import { leadingGivenName, SPECIAL, spellingsOf, withoutParticles } from './name-words.js';
import { byPosition, isShortDate, normaliseIdentifier, shortDate, wasTypedExactly } from './normalise.js';
import { contradictsSexo, isSexoUnspecified, type PersonFacts } from './person-facts.js';

/**
 * Clave de elector, 18 characters: six letters of the names, birth date, entidad of birth, sex, three digits.
 * The algorithm of the last three digits is not public, so they are not verified.
 */
export interface ClaveElector {
  readonly letters: string;
  readonly birth: string;
  readonly entidad: string;
  readonly sexo: 'H' | 'M';
  readonly suffix: string;
}

export type ClaveProblem =
  | 'CLAVE_FORMAT'
  | 'CLAVE_CORRECTED'
  | 'CLAVE_DATE_INVALID'
  | 'CLAVE_ENTIDAD_UNKNOWN'
  | 'CLAVE_NAME_MISMATCH'
  | 'CLAVE_DATE_MISMATCH'
  | 'CLAVE_SEX_MISMATCH'
  | 'CLAVE_SEX_OPEN'
  | 'CLAVE_ENTIDAD_MISMATCH';

/** What each of the 18 characters is: a letter or a digit. */
const PATTERN = 'LLLLLLDDDDDDDDLDDD';
const SHAPE = /^([A-ZÑ]{6})(\d{6})(\d{2})([HM])(\d{3})$/;

/** As it is stored and compared: O and 0, I and 1 as the position requires. */
export function normaliseClaveElector(text: string): string {
  return byPosition(normaliseIdentifier(text), PATTERN);
}

export function parseClaveElector(text: string): ClaveElector | undefined {
  const match = SHAPE.exec(normaliseClaveElector(text));
  if (!match) return undefined;
  const [, letters = '', birth = '', entidad = '', sexo, suffix = ''] = match;
  return { letters, birth, entidad, sexo: sexo === 'H' ? 'H' : 'M', suffix };
}

/** Whether the letters may come from names: the second letter of each pair is a consonant, or X if there is none. */
export function hasPossibleLetters(text: string): boolean {
  return /^(?:[A-ZÑ][B-DF-HJ-NP-TV-ZÑ]){3}/.test(normaliseClaveElector(text));
}

/** Checks a clave de elector on its own and against known facts about the person. */
export function checkClaveElector(text: string, person: PersonFacts = {}): Problem<ClaveProblem>[] {
  const clave = parseClaveElector(text);
  const normalised = normaliseClaveElector(text);
  if (!clave) return problemsOf(problem('CLAVE_FORMAT', 'refuse', { found: normalised }));
  return problemsOf<ClaveProblem>(
    wasTypedExactly(normalised, text) ? OK : problem('CLAVE_CORRECTED', 'warn', { expected: normalised }),
    isShortDate(clave.birth) ? OK : problem('CLAVE_DATE_INVALID', 'refuse', { found: clave.birth }),
    isBirthEntidad(clave.entidad) ? OK : problem('CLAVE_ENTIDAD_UNKNOWN', 'refuse', { found: clave.entidad }),
    againstBirthDate(clave, person),
    againstEntidad(clave, person),
    againstSexo(clave, person),
    againstNames(clave, person),
  );
}

function againstBirthDate(clave: ClaveElector, { fechaNacimiento }: PersonFacts): Check<ClaveProblem> {
  if (fechaNacimiento === undefined || !isCalendarDate(fechaNacimiento)) return OK;
  const expected = shortDate(fechaNacimiento);
  return clave.birth === expected ? OK : problem('CLAVE_DATE_MISMATCH', 'refuse', { expected, found: clave.birth });
}

function againstEntidad(clave: ClaveElector, { entidadNacimiento }: PersonFacts): Check<ClaveProblem> {
  if (!entidadNacimiento || clave.entidad === entidadNacimiento) return OK;
  return problem('CLAVE_ENTIDAD_MISMATCH', 'warn', { expected: entidadNacimiento, found: clave.entidad });
}

function againstSexo(clave: ClaveElector, { sexo }: PersonFacts): Check<ClaveProblem> {
  if (sexo === undefined) return OK;
  if (isSexoUnspecified(sexo)) return problem('CLAVE_SEX_OPEN', 'warn', { found: clave.sexo });
  return contradictsSexo(sexo, clave.sexo)
    ? problem('CLAVE_SEX_MISMATCH', 'refuse', { expected: sexo, found: clave.sexo })
    : OK;
}

/** Names only cause a warning, because short names, Ñ and particles are encoded in several ways. */
function againstNames(clave: ClaveElector, person: PersonFacts): Check<ClaveProblem> {
  const { paterno, materno, nombre } = person;
  if (paterno === undefined || nombre === undefined) return OK;
  const parts = [surnameLetters(paterno), surnameLetters(materno ?? ''), givenNameLetters(nombre)];
  // Credentials print X for Ñ.
  const likely = claveLetters(person).replaceAll('Ñ', 'X');
  // A pair that agrees is expected as it is, even if another spelling is more likely.
  const expected = parts
    .map((variants, index) => {
      const pair = clave.letters.slice(index * 2, index * 2 + 2);
      return variants.has(pair) ? pair : likely.slice(index * 2, index * 2 + 2);
    })
    .join('');
  if (expected === clave.letters) return OK;
  return problem('CLAVE_NAME_MISMATCH', 'warn', { expected, found: clave.letters });
}

/** The most likely six letters of a clave for these names. */
export function claveLetters({ paterno = '', materno = '', nombre = '' }: PersonFacts): string {
  const [first = '', second = '', given = ''] = [paterno, materno, nombre].map((name) => spellingsOf(name)[0]);
  return (
    twoLetters(withoutParticles(first)) + twoLetters(withoutParticles(second)) + twoLetters(leadingGivenName(given))
  );
}

function surnameLetters(surname: string): ReadonlySet<string> {
  return variantsOf(spellingsOf(surname).flatMap((spelling) => [withoutParticles(spelling), spelling]));
}

function givenNameLetters(name: string): ReadonlySet<string> {
  return variantsOf(
    spellingsOf(name).flatMap((spelling) => [leadingGivenName(spelling), withoutParticles(spelling), spelling]),
  );
}

function variantsOf(sources: readonly string[]): ReadonlySet<string> {
  const letters = sources.map(twoLetters);
  return new Set(letters.flatMap((pair) => [pair, pair.replace(/Ñ/g, 'N'), pair.replace(/Ñ/g, 'X')]));
}

/** First letter and first inner consonant of the first word; X if there is none. */
function twoLetters(name: string): string {
  const [word = ''] = name.split(' ');
  const inner = /[B-DF-HJ-NP-TV-ZÑ*]/.exec(word.slice(1))?.[0] ?? 'X';
  return ((word.charAt(0) || 'X') + inner).replaceAll(SPECIAL, 'X');
}
