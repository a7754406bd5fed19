import {
  checkCredentialFields,
  normaliseFields,
  type CredentialFieldName,
  type CredentialFields,
  type CredentialType,
  type FieldProblem,
  type IdentifierName,
} from '#electoral/identifiers';

/** Where what stands in a field comes from, and whether that is worth a second look. */
export type FieldOrigin = 'empty' | 'read' | 'offered' | 'read-aside' | 'typed' | 'typed-as-read' | 'typed-otherwise';

/** @param typed Undefined while the field shows what was read; an empty text once the field belongs to the person. */
export function fieldOrigin(
  name: IdentifierName,
  typed: string | undefined,
  { read, offered }: { readonly read: CredentialFields; readonly offered: CredentialFields },
): FieldOrigin {
  const found = offered[name];
  if (typed === undefined) return found === undefined ? 'empty' : read[name] === found ? 'read' : 'offered';
  const value = normalised(name, typed);
  if (found === undefined) return value === '' ? 'empty' : 'typed';
  if (value === '') return 'read-aside';
  return value === found ? 'typed-as-read' : 'typed-otherwise';
}

/** As it is compared and stored. */
export function normalised(name: IdentifierName, text: string): string {
  return normaliseFields({ [name]: text })[name] ?? '';
}

/**
 * What does not agree between the fields that identify the card and the rest of what stands as read on it. Worth a
 * second look, never a reason to stop: the reading may be what is wrong.
 */
export function findDisagreements(
  type: CredentialType,
  fields: CredentialFields,
  read: CredentialFields,
): FieldProblem[] {
  const isIdentifier = (name: string): boolean => type.identifiedBy.some((one) => one === name);
  // What is not even well formed is told at its field; it agrees with nothing.
  const broken = new Set(checkCredentialFields(type, fields).map(({ field }) => field));
  const compared = Object.fromEntries([
    ...Object.entries(read).filter(([name]) => !isIdentifier(name)),
    ...Object.entries(fields).filter(([name]) => !broken.has(name as CredentialFieldName)),
  ]);
  return checkCredentialFields(type, compared).filter(
    ({ field, code }) => (isIdentifier(field) || field === 'curp') && code !== 'IDENTIFIER_MISSING',
  );
}
