import type { Faults } from '../../../kernel/errors/domain-error.js';
import type { FieldIssue } from './registration.js';

/** Warnings that the data may be those of another person. The other warnings only say how a character was read. */
export const DOUBT_CODES = ['CLAVE_NAME_MISMATCH', 'CURP_NAME_MISMATCH', 'EMAIL_OF_ASPIRANT'] as const;
export type DoubtCode = (typeof DOUBT_CODES)[number];

/** New addresses of the aspirant are refused; the aspirant may have changed to one that was already registered. */
export const EMAIL_OF_ASPIRANT: FieldIssue = { code: 'EMAIL_OF_ASPIRANT', field: 'email', params: {} };

/** The doubts among some warnings, each once. */
export function doubtsAmong(warnings: readonly FieldIssue[]): DoubtCode[] {
  return DOUBT_CODES.filter((code) => warnings.some((warning) => warning.code === code));
}

/**
 * Adds each doubt as a fault of its field, and one for the box that confirms them. A field that has a fault is not
 * compared: neither are the identifiers while a name has one.
 */
export function addDoubts(warnings: readonly FieldIssue[], faults: Faults): void {
  const codes: ReadonlySet<string> = new Set(DOUBT_CODES);
  const open = warnings.filter(
    ({ code, field }) => codes.has(code) && !faults.has(field, 'nombre', 'paterno', 'materno'),
  );
  for (const { code, field, params } of open) faults.add(`AUXILIARIES.${code}`, { kind: 'invalid', field, params });
  if (open.length > 0) faults.add('AUXILIARIES.WARNINGS_NOT_READ', { kind: 'invalid', field: 'warningsRead' });
}
