import { normaliseFields, type CredentialFieldName, type CredentialFields } from './credential-type.js';

/** Printed names. They help an aspirant to recognise a record; nothing is matched with them, so they may be empty. */
export const NAME_FIELDS = ['paterno', 'materno', 'nombre'] as const;
export type NameField = (typeof NAME_FIELDS)[number];

/**
 * What a capture contains once the user has confirmed the fields shown (§8.7). An offered value that they confirmed
 * counts as typed; values read with certainty are not repeated.
 * @param read the fields read with certainty.
 */
export function confirmedFields(
  shown: CredentialFields,
  read: CredentialFields,
): { readonly fieldsRead: CredentialFields; readonly fieldsTyped: CredentialFields } {
  const typed = Object.entries(normaliseFields(shown)).filter(
    ([name, value]) => read[name as CredentialFieldName] !== value,
  );
  return { fieldsRead: read, fieldsTyped: Object.fromEntries(typed) };
}
