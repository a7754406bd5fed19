import {
  checkCredentialFields,
  hasPossibleLetters,
  normaliseFields,
  type CredentialFieldName,
  type CredentialFields,
  type CredentialType,
  type FieldProblem,
  type IdentifierName,
  type NameField,
} from '#electoral/identifiers';

/** The fields that the user confirms. */
export type ConfirmedName = IdentifierName | NameField;

/** Where the value of a field comes from, and how it compares with what was read. */
export type FieldOrigin = 'empty' | 'read' | 'offered' | 'cleared' | 'typed' | 'typed-as-read' | 'typed-differently';

/** @param typed undefined while the field shows the read value; then the edited text, which may be empty. */
export function fieldOrigin(
  name: ConfirmedName,
  typed: string | undefined,
  { read, offered }: { readonly read: CredentialFields; readonly offered: CredentialFields },
): FieldOrigin {
  const found = offered[name];
  if (typed === undefined) return found === undefined ? 'empty' : read[name] === found ? 'read' : 'offered';
  const value = normalised(name, typed);
  if (found === undefined) return value === '' ? 'empty' : 'typed';
  if (value === '') return 'cleared';
  return value === found ? 'typed-as-read' : 'typed-differently';
}

/** Two digits that a card shows without a check digit, so that a reader can only offer them. */
const ALWAYS_OFFERED: ReadonlySet<ConfirmedName> = new Set(['numeroEmision']);

/**
 * The identifying fields that show an offered value. A wrong one would match nobody or somebody else, so each needs a
 * confirmation of its own. A value that was read with certainty or that the user typed needs none.
 */
export function fieldsToCompare(
  { identifiedBy }: Pick<CredentialType, 'identifiedBy'>,
  typed: Readonly<Partial<Record<ConfirmedName, string>>>,
  found: { readonly read: CredentialFields; readonly offered: CredentialFields },
): IdentifierName[] {
  return identifiedBy.filter(
    (name) => !ALWAYS_OFFERED.has(name) && fieldOrigin(name, typed[name], found) === 'offered',
  );
}

/** The value as it is compared and stored. */
export function normalised(name: ConfirmedName, text: string): string {
  return normaliseFields({ [name]: text })[name] ?? '';
}

/** A vowel where a clave de elector has a consonant. Only a warning: no published rule excludes it. */
const UNLIKELY_LETTERS: FieldProblem = { field: 'claveElector', code: 'CLAVE_LETTERS', severity: 'warn' };

/**
 * The fields whose value no card can have. Each is checked by itself: if two disagree, it is not known which one is
 * wrong.
 */
export function impossibleFields(type: CredentialType, fields: CredentialFields): CredentialFieldName[] {
  return (Object.keys(fields) as CredentialFieldName[]).filter((name) => {
    const value = fields[name] ?? '';
    if (value === '') return false;
    const problems = checkCredentialFields(type, { [name]: value });
    return (
      problems.some(({ field, severity }) => field === name && severity === 'refuse') ||
      (name === 'claveElector' && !hasPossibleLetters(value))
    );
  });
}

/**
 * Disagreements between the identifying fields and the other data read from the card. They are warnings only: the
 * reading may be wrong.
 */
export function findDisagreements(
  type: CredentialType,
  fields: CredentialFields,
  read: CredentialFields,
): FieldProblem[] {
  const isIdentifier = (name: string): boolean => type.identifiedBy.some((one) => one === name);
  // Malformed values are reported at their field and not compared.
  const malformed = new Set(checkCredentialFields(type, fields).map(({ field }) => field));
  const compared = Object.fromEntries([
    ...Object.entries(read).filter(([name]) => !isIdentifier(name)),
    ...Object.entries(fields).filter(([name]) => !malformed.has(name as CredentialFieldName)),
  ]);
  const { claveElector } = fields;
  const isUnlikely = claveElector && !malformed.has('claveElector') && !hasPossibleLetters(claveElector);
  return [...checkCredentialFields(type, compared), ...(isUnlikely ? [UNLIKELY_LETTERS] : [])].filter(
    ({ field, code }) => (isIdentifier(field) || field === 'curp') && code !== 'IDENTIFIER_MISSING',
  );
}
