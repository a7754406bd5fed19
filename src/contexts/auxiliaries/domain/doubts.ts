import type { Faults } from '../../../kernel/errors/domain-error.js';
import type { FieldIssue } from './registration.js';

/** Warnings that the data may be those of another person. */
export const DOUBT_CODES = ['CLAVE_NAME_MISMATCH', 'CURP_NAME_MISMATCH', 'EMAIL_OF_ASPIRANT'] as const;
export type DoubtCode = (typeof DOUBT_CODES)[number];

/** The aspirant later changed to the auxiliary's address. A new registration with the aspirant's address is refused. */
export const EMAIL_OF_ASPIRANT: FieldIssue = { code: 'EMAIL_OF_ASPIRANT', field: 'email', params: {} };

/** The doubts among some warnings, each once. */
export function doubtsAmong(warnings: readonly FieldIssue[]): DoubtCode[] {
  return DOUBT_CODES.filter((code) => warnings.some((warning) => warning.code === code));
}

/**
 * Adds each doubt as a fault of its field, and one fault for the box that confirms them. Skips a field that already has
 * a fault, and all fields while a name has one.
 */
export function addDoubts(warnings: readonly FieldIssue[], faults: Faults): void {
  const codes: ReadonlySet<string> = new Set(DOUBT_CODES);
  const open = warnings.filter(
    ({ code, field }) => codes.has(code) && !faults.has(field, 'nombre', 'paterno', 'materno'),
  );
  for (const { code, field, params } of open) faults.add(`AUXILIARIES.${code}`, { kind: 'invalid', field, params });
  if (open.length > 0) faults.add('AUXILIARIES.WARNINGS_NOT_READ', { kind: 'invalid', field: 'warningsRead' });
}
